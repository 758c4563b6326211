import { list, optional, payloadFault, readPayload, record, text, whole } from '../src/index.ts';

const fields = {
  name: text(),
  note: optional(text()),
  lines: list(record({ count: whole(), unit: optional(text()) })),
};

test('what was added since is left out, deep inside too', () => {
  const payload = { name: 'x', note: 'y', lines: [{ count: 1, unit: 'kg', colour: 'red' }], size: 3 };
  expect(readPayload(fields, payload)).toEqual({ name: 'x', note: 'y', lines: [{ count: 1, unit: 'kg' }] });
});

test('an optional field that the writer did not know is null', () => {
  const read = readPayload(fields, { name: 'x', lines: [{ count: 1 }] });
  expect(read).toEqual({ name: 'x', note: null, lines: [{ count: 1, unit: null }] });
  expect(payloadFault(fields, read)).toBeUndefined();
});

test('nothing is made up: what must be there and is not, or is something else, is still a fault', () => {
  expect(payloadFault(fields, readPayload(fields, { lines: [] }))).toBe('name is missing');
  expect(payloadFault(fields, readPayload(fields, { name: 'x', lines: [{}] }))).toBe('lines[0].count is missing');
  expect(payloadFault(fields, readPayload(fields, { name: 'x', lines: 'none' }))).toBe('lines is no list');
  expect(payloadFault(fields, readPayload(fields, null))).toBe('the payload is no record');
  expect(payloadFault(fields, readPayload(fields, [1]))).toBe('the payload is no record');
});

test('a field is not confused with what every object has', () => {
  const odd = { constructor: optional(text()) };
  expect(readPayload(odd, {})).toEqual({ constructor: null });
});

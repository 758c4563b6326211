import fc from 'fast-check';
import {
  type Field,
  type Fields,
  flag,
  id,
  list,
  moment,
  money,
  oneOf,
  optional,
  payloadFault,
  record,
  text,
  whole,
} from '../src/index.ts';

const fields = {
  key: id(),
  name: text(),
  note: optional(text()),
  pieces: whole(),
  open: flag(),
  at: moment(),
  price: money(),
  state: oneOf('NEW', 'OLD'),
  lines: list(record({ product: id(), price: money() })),
};

const good = {
  key: '018f4a52-7d5c-7cc0-8000-0123456789ab',
  name: 'Ünïcode 🦊',
  note: null,
  pieces: 3,
  open: false,
  at: '2026-01-31T12:00:00.000Z',
  price: { minor: '-1999', currency: 'EUR' },
  state: 'NEW',
  lines: [{ product: '018f4a52-7d5c-7cc0-8000-0123456789ab', price: { minor: '0', currency: 'JPY' } }],
};

test('a payload that fits has no fault', () => {
  expect(payloadFault(fields, good)).toBeUndefined();
});

test.each<[string, object]>([
  ['the payload is no record', []],
  ['password is not in the contract', { ...good, password: 'x' }],
  ['name is missing', (({ name: _, ...rest }) => rest)(good)],
  ['name is missing', { ...good, name: undefined }],
  ['name is null', { ...good, name: null }],
  ['name is no text', { ...good, name: 7 }],
  ['name has a NUL character in it', { ...good, name: 'a\u0000b' }],
  ['name is no well-formed Unicode', { ...good, name: 'a\ud800' }],
  ['key is no id in canonical form', { ...good, key: good.key.toUpperCase() }],
  ['key is no id in canonical form', { ...good, key: 'customer' }],
  ['pieces is no whole number that a double holds exactly', { ...good, pieces: 2 ** 53 }],
  ['pieces is no whole number that a double holds exactly', { ...good, pieces: 1.5 }],
  ['pieces is no whole number that a double holds exactly', { ...good, pieces: '1' }],
  ['open is neither true nor false', { ...good, open: 0 }],
  ['at is no moment such as 2026-01-31T12:00:00.000Z', { ...good, at: '2026-01-31T12:00:00Z' }],
  ['at is no moment such as 2026-01-31T12:00:00.000Z', { ...good, at: '2026-02-30T12:00:00.000Z' }],
  ['at is no moment such as 2026-01-31T12:00:00.000Z', { ...good, at: new Date(0) }],
  ['price is no money', { ...good, price: '19.99' }],
  [
    'price.minor is no whole number of minor units, written as a string',
    { ...good, price: { minor: 1999, currency: 'EUR' } },
  ],
  [
    'price.minor is no whole number of minor units, written as a string',
    { ...good, price: { minor: '19.99', currency: 'EUR' } },
  ],
  [
    'price.minor is no whole number of minor units, written as a string',
    { ...good, price: { minor: '9223372036854775808', currency: 'EUR' } },
  ],
  ['price.currency is no ISO 4217 code', { ...good, price: { minor: '1', currency: 'euro' } }],
  ['price.rate is not in the contract', { ...good, price: { minor: '1', currency: 'EUR', rate: 2 } }],
  ['state is none of NEW, OLD', { ...good, state: 'new' }],
  ['lines is no list', { ...good, lines: {} }],
  [
    'lines[1].price.currency is no ISO 4217 code',
    { ...good, lines: [good.lines[0], { ...good.lines[0], price: { minor: '1' } }] },
  ],
])('%s', (fault, payload) => {
  expect(payloadFault(fields, payload)).toBe(fault);
});

/** A field, and how values of it are made. */
const fieldAndValues: fc.Arbitrary<[Field<unknown>, fc.Arbitrary<unknown>]> = fc.letrec<{
  any: [Field<unknown>, fc.Arbitrary<unknown>];
}>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<[Field<unknown>, fc.Arbitrary<unknown>]>(
      [id(), fc.uuid()],
      [text(), fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\u0000') && value.isWellFormed())],
      [whole(), fc.maxSafeInteger()],
      [flag(), fc.boolean()],
      [moment(), fc.date({ noInvalidDate: true }).map((date) => date.toISOString())],
      [
        money(),
        fc.record({ minor: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String), currency: fc.constant('EUR') }),
      ],
      [oneOf('A', 'B'), fc.constantFrom('A', 'B')],
      [optional(text()), fc.constantFrom(null, 'text')],
    ),
    tie('any').map(([item, values]): [Field<unknown>, fc.Arbitrary<unknown>] => [
      list(item),
      fc.array(values, { maxLength: 3 }),
    ]),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('any'), { maxKeys: 3, noNullPrototype: true })
      .map((parts): [Field<unknown>, fc.Arbitrary<unknown>] => [
        record(Object.fromEntries(Object.entries(parts).map(([name, [field]]) => [name, field])) as Fields),
        fc.record(Object.fromEntries(Object.entries(parts).map(([name, [, values]]) => [name, values])), {
          noNullPrototype: true,
        }),
      ]),
  ),
})).any;

test('whatever is made by the contract fits it, and still does when it comes out of JSON', () => {
  fc.assert(
    fc.property(
      fieldAndValues.chain(([field, values]) => fc.tuple(fc.constant(field), values)),
      ([field, value]) => {
        expect(payloadFault({ value: field }, { value })).toBeUndefined();
        expect(payloadFault({ value: field }, JSON.parse(JSON.stringify({ value })))).toBeUndefined();
        expect(payloadFault({ value: field }, { value, other: 1 })).toBe('other is not in the contract');
      },
    ),
  );
});

import { entity, event, id, list, money, record, task, text, whole } from '@strata/basis-contract';

/** What happened carries the key of its note in the ledger, and the how-manieth event of its aggregate it is. */
const noted = { key: id(), sequence: whole() };
const thing = { name: text(), price: money(), parts: list(record({ label: text(), pieces: whole() })) };
const tally = { total: whole() };

function writer<const Name extends 'writer-a' | 'writer-b'>(name: Name) {
  const Thing = entity(`${name}.Thing`, 1, thing);
  return { name, Thing, Changed: event(`${name}.Changed`, 1, { of: Thing, fields: noted }) };
}

function reader<const Name extends 'reader-a' | 'reader-b'>(name: Name) {
  const Tally = entity(`${name}.Tally`, 1, tally);
  return { name, Tally, Counted: event(`${name}.Counted`, 1, { of: Tally, fields: noted }) };
}

export const writerA = writer('writer-a');
export const writerB = writer('writer-b');
export const readerA = reader('reader-a');
export const readerB = reader('reader-b');

/** Carried out by reader-b, asked for by whoever likes. */
export const weigh = task('reader-b.weigh', 1, {
  input: { key: id(), grams: whole() },
  output: { grams: whole() },
  failures: ['TOO_HEAVY'],
});

import type { Condition } from '@strata/basis-core';
import { can, checkConditions, MalformedConditionError, rows } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Parcel, Warehouse } from './support/shop.entities.ts';
import { viewers, viewerWith } from './support/viewers.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([Parcel, Warehouse]);
});
afterAll(() => database.close());

const resources = new Map([['parcels', Parcel]]);

/** What a hand, or a damaged store, could write into a policy. */
const malformed: Record<string, unknown> = {
  'nothing at all': {},
  'no object': 'everything',
  null: null,
  'a list': [],
  'an empty comparison': { label: {} },
  'an empty and': { and: [] },
  'an empty or': { or: [] },
  'and over no list': { and: { label: { eq: 'a' } } },
  'an empty part of or': { or: [{ label: { eq: 'a' } }, {}] },
  'an unknown operator': { label: { like: 'a%' } },
  'a negation': { not: { label: { eq: 'a' } } },
  'an operator of the ORM': { label: { $ne: 'a' } },
  'a group of the ORM': { $not: { label: { eq: 'a' } } },
  'a raw fragment': { '[raw]: 1=1': { eq: 1 } },
  'an inherited name': { constructor: { eq: 'a' } },
  'an unknown column': { colour: { eq: 'red' } },
  'a relation without a column': { 'origin.colour': { eq: 'red' } },
  'a path through a column': { 'label.length': { eq: 1 } },
  'a path to nothing': { 'origin.': { eq: 1 } },
  'null as a value': { label: { eq: null } },
  'an object as a value': { label: { eq: { $gt: '' } } },
  'no list for in': { label: { in: 'a' } },
  'null in a list': { label: { in: ['a', null] } },
  'isNull that is no boolean': { label: { isNull: 'yes' } },
  'a placeholder inside a text': { label: { eq: `id-${viewers('id')}` } },
  'an unknown placeholder': { label: { eq: viewers('id').replace('viewer', 'row') } },
  'an order of texts': { label: { gt: 'a' } },
  'an order of booleans': { fragile: { lt: true } },
  'text for a number': { pieces: { eq: 'many' } },
  'a fraction for a whole number': { pieces: { eq: 1.5 } },
  'a number beyond its column': { pieces: { eq: 3_000_000_000 } },
  'a bigint beyond its column': { grams: { eq: '9223372036854775808' } },
  'a day that is none': { dueOn: { eq: '2024-02-30' } },
  'a moment without a zone': { sentAt: { lt: '2024-02-29T12:00:00' } },
  'an id that is none': { ownerId: { eq: 'me' } },
  'a NUL': { label: { eq: 'a\0b' } },
  'half a surrogate': { label: { eq: '\ud800' } },
  'a million levels': deep(20),
};

function deep(levels: number): unknown {
  return levels === 0 ? { label: { eq: 'a' } } : { and: [deep(levels - 1)] };
}

test.each(Object.entries(malformed))(
  '%s is refused when the policy is loaded, in memory and in SQL',
  (_, condition) => {
    const viewer = viewerWith({ 'parcels:read': [condition as Condition] });
    const parcel = new Parcel();
    parcel.target = database.orm.em.fork().create(Warehouse, { name: 'a' });
    Object.assign(parcel, {
      label: 'a',
      ownerId: parcel.id,
      pieces: 1,
      grams: 1n,
      fragile: true,
      sentAt: new Date(),
      dueOn: '2024-01-01',
    });
    expect(() => checkConditions(viewer.policy, resources)).toThrow(MalformedConditionError);
    expect(() => rows(viewer, 'parcels:read', Parcel)).toThrow(MalformedConditionError);
    expect(() => can(viewer, 'parcels:read', parcel)).toThrow(MalformedConditionError);
  },
);

test('a well-formed policy passes, and conditions on what is stored elsewhere are left to their owner', () => {
  const viewer = viewerWith({
    'parcels:read': [{ or: [{ 'origin.regionId': { eq: viewers('regionId') } }, { label: { in: [] } }] }],
    'orders:read': [{ colour: { eq: 'red' } }],
  });
  expect(() => checkConditions(viewer.policy, resources)).not.toThrow();
});

test('a condition asked about what is no entity is an error', () => {
  const viewer = viewerWith({ 'parcels:read': [{ label: { eq: 'a' } }] });
  expect(() => can(viewer, 'parcels:read', { label: 'a' })).toThrow(MalformedConditionError);
});

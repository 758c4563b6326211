import { type Condition, newId, type Viewer } from '@strata/basis-core';
import fc from 'fast-check';
import { can, rows } from '../src/index.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { Parcel, Warehouse } from './support/shop.entities.ts';
import { viewers, viewerWith } from './support/viewers.ts';

const CONDITIONS = 200;
const PARCELS = 60;
const PERMISSION = 'parcels:read';

const ids = Array.from({ length: 6 }, () => newId());
const text = fc.constantFrom(
  '',
  'a',
  'A',
  "o'neill",
  '%',
  '_',
  '\\',
  '"',
  'ß',
  'é',
  'e\u0301',
  '🦊',
  ' a ',
  '?',
  ':x',
  '$1',
  'null',
  '{}',
);
const moments = [
  '2024-02-29T12:00:00.000Z',
  '2024-02-29T12:00:00.001Z',
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
];
const values = {
  label: text,
  ownerId: fc.constantFrom(...ids),
  pieces: fc.constantFrom(-1, 0, 1, 2, 2_147_483_647, -2_147_483_648),
  grams: fc.constantFrom('0', '1', '-1', '9007199254740993', '9223372036854775807', '-9223372036854775808'),
  value: fc.constantFrom('0', '1', '1.0', '-1.5', '0.0000000001', '12345678901234567890.0123456789', '19.99'),
  volume: fc.constantFrom(0, 0.1, 0.30000000000000004, -1.5, 1e300, 5e-324),
  fragile: fc.boolean(),
  sentAt: fc.constantFrom(...moments),
  dueOn: fc.constantFrom('2024-02-29', '2024-03-01', '0999-01-01', '1969-12-31'),
};
const warehouseValues = { regionId: fc.constantFrom(...ids), name: text };
const unordered = new Set(['label', 'ownerId', 'fragile', 'regionId', 'name', 'id']);

/** A comparison of one column; the viewer's attribute of the right kind stands in for a value now and then. */
function comparison(path: string, column: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Condition> {
  const operand = fc.oneof(
    { weight: 5, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom(viewers('id'), viewers(column), viewers('missing')) },
  );
  const suitable = operand.filter((each) => column === 'ownerId' || column === 'regionId' || each !== viewers('id'));
  const order = unordered.has(column) ? [] : (['lt', 'lte', 'gt', 'gte'] as const);
  return fc
    .oneof(
      fc.record({ isNull: fc.boolean() }),
      fc.record({ in: fc.array(suitable, { maxLength: 3 }) }),
      fc.constantFrom('eq' as const, ...order).chain((operator) => fc.record({ [operator]: suitable })),
      ...(order.length > 0 ? [fc.record({ gte: suitable, lte: suitable })] : []),
    )
    .map((compared) => ({ [path]: compared }) as Condition);
}

const leaves = fc.oneof(
  ...Object.entries(values).map(([column, value]) => comparison(column, column, value)),
  ...Object.entries(warehouseValues).map(([column, value]) => comparison(`origin.${column}`, column, value)),
  ...Object.entries(warehouseValues).map(([column, value]) => comparison(`target.${column}`, column, value)),
  comparison('origin.id', 'regionId', fc.constantFrom(...ids)),
  comparison('origin', 'regionId', fc.constantFrom(...ids)),
);
const { condition } = fc.letrec<{ condition: Condition; group: Condition }>((tie) => ({
  condition: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaves, tie('group')),
  group: fc.oneof(
    fc.record({ and: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }) as fc.Arbitrary<Condition>,
    fc.record({ or: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }) as fc.Arbitrary<Condition>,
    fc.tuple(leaves, leaves).map(([one, other]) => ({ ...one, ...other })) as fc.Arbitrary<Condition>,
  ),
}));

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([Parcel, Warehouse]);
  await fill();
});
afterAll(() => database.close());

async function fill(): Promise<void> {
  const em = database.orm.em.fork();
  const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
    fc.sample(arbitrary, { numRuns: count, seed: 42 });
  const warehouses = ids.map((id, index) => {
    const warehouse = em.create(Warehouse, { id, name: sample(text, ids.length)[index] ?? '' });
    warehouse.regionId = sample(fc.option(fc.constantFrom(...ids)), ids.length)[index] ?? null;
    return warehouse;
  });
  const shape = fc.record({
    ...Object.fromEntries(
      Object.entries<fc.Arbitrary<unknown>>(values).map(([column, value]) => [column, fc.option(value)]),
    ),
    origin: fc.option(fc.constantFrom(...warehouses)),
    target: fc.constantFrom(...warehouses),
  });
  for (const row of sample(shape as fc.Arbitrary<Record<string, unknown>>, PARCELS)) {
    const parcel = new Parcel();
    const { sentAt, grams } = row;
    Object.assign(parcel, row, {
      sentAt: sentAt === null ? null : new Date(String(sentAt)),
      grams: grams === null ? null : BigInt(String(grams)),
    });
    em.persist(parcel);
  }
  await em.flush();
}

const viewer = (conditions: readonly Condition[]): Viewer =>
  viewerWith(
    { [PERMISSION]: conditions },
    {
      id: ids[0] ?? '',
      attributes: {
        label: 'a',
        ownerId: ids[1] ?? '',
        regionId: ids[2] ?? '',
        name: '🦊',
        pieces: 1,
        grams: '1',
        value: '1.0',
        volume: 0.1,
        fragile: true,
        sentAt: moments[0] ?? '',
        dueOn: '2024-03-01',
      },
    },
  );

test(`${CONDITIONS} random conditions select the same of ${PARCELS} random rows in memory and in SQL`, async () => {
  let selected = 0;
  const all = { populate: ['origin', 'target'], orderBy: { id: 'asc' } } as const;
  const everybody = await database.orm.em.fork().find(Parcel, {}, all);
  await fc.assert(
    fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 2 }), async (conditions) => {
      const someone = viewer(conditions);
      const inMemory = everybody.filter((parcel) => can(someone, PERMISSION, parcel)).map(({ id }) => id);
      const found = await database.orm.em
        .fork()
        .find(Parcel, rows(someone, PERMISSION, Parcel), { orderBy: { id: 'asc' } });
      const counted = await database.orm.em.fork().count(Parcel, rows(someone, PERMISSION, Parcel));
      const built = await database.orm.em
        .fork()
        .createQueryBuilder(Parcel, 'p')
        .where(rows(someone, PERMISSION, Parcel) as never) // never: the QueryBuilder has a where-type of its own
        .orderBy({ id: 'asc' })
        .getResult();
      expect(found.map(({ id }) => id)).toEqual(inMemory);
      expect(built.map(({ id }) => id)).toEqual(inMemory);
      expect(counted).toBe(inMemory.length);
      selected += inMemory.length;
    }),
    { numRuns: CONDITIONS },
  );
  // Were nearly all or nearly none selected, the agreement would say little.
  expect(selected).toBeGreaterThan(CONDITIONS * PARCELS * 0.1);
  expect(selected).toBeLessThan(CONDITIONS * PARCELS * 0.8);
}, 120_000);

test('without a grant no row is selected, with an unconditional one each', async () => {
  const em = database.orm.em.fork();
  const [parcel] = await em.find(Parcel, {}, { limit: 1 });
  const everything = viewerWith({ [PERMISSION]: 'everything' });
  const nothing = viewerWith({});
  expect(await em.count(Parcel, rows(everything, PERMISSION, Parcel))).toBe(PARCELS);
  expect(await em.count(Parcel, rows(nothing, PERMISSION, Parcel))).toBe(0);
  expect(can(everything, PERMISSION, parcel as Parcel)).toBe(true);
  expect(can(nothing, PERMISSION, parcel as Parcel)).toBe(false);
});

test('a grant for every row outweighs a conditional one', async () => {
  const grants = [{ permission: PERMISSION, condition: { pieces: { eq: 0 } } }, { permission: PERMISSION }];
  const someone = { ...viewerWith({}), policy: { hash: 'both', grants } };
  expect(await database.orm.em.fork().count(Parcel, rows(someone, PERMISSION, Parcel))).toBe(PARCELS);
});

test('a condition on what was not loaded is an error, never a guess', async () => {
  const someone = viewer([{ 'origin.name': { isNull: true } }]);
  const em = database.orm.em.fork();
  const [parcel] = await em.find(Parcel, { origin: { $ne: null } }, { limit: 1 });
  expect(() => can(someone, PERMISSION, parcel as Parcel)).toThrow('not loaded');
  const byLabel = viewer([{ label: { isNull: true } }]);
  const [partial] = await database.orm.em.fork().find(Parcel, {}, { fields: ['pieces'], limit: 1 });
  expect(() => can(byLabel, PERMISSION, partial as object)).toThrow('not loaded');
});

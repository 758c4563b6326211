import { newId } from '@strata/basis-core';
import { buildGraph, definePermissions, Money, Public, reference } from '@strata/basis-graph';
import { Query, Resolver } from 'type-graphql';
import { replicaOf } from '../src/index.ts';
import { type ReplicaPair, startReplicaPair } from './support/replica-pair.ts';
import { Thing, ThingReplica, thing } from './support/thing.replica.ts';

let pair: ReplicaPair;
beforeAll(async () => {
  pair = await startReplicaPair(ThingReplica);
});
afterAll(() => pair.stop());

const found = (id: string) => pair.orm.em.fork().findOneOrFail(ThingReplica, id);

test.each(['by a fill', 'by a message'])(
  'a row that comes %s has every kept field, as JavaScript has it',
  async (way) => {
    const row = await pair.write(
      newId(),
      thing('Kettle', { soldAt: '2026-02-01T00:00:00.000Z', pieces: 9_007_199_254_740_991 }),
    );
    if (way === 'by a message') await pair.absorb(row);
    else {
      await pair.replicas.rebuild('shop.Thing');
      await pair.settle();
    }
    expect({ ...(await found(row.id)) }).toEqual({
      id: row.id,
      version: 1,
      generation: expect.any(Number),
      name: 'Kettle',
      note: null,
      ownerId: '01900000-0000-7000-8000-000000000001',
      pieces: 9_007_199_254_740_991,
      isNew: true,
      madeAt: new Date('2026-01-31T12:00:00.120Z'),
      soldAt: new Date('2026-02-01T00:00:00.000Z'),
      priceMinor: 1999n,
      priceCurrency: 'EUR',
      discountMinor: null,
      discountCurrency: null,
      status: 'OPEN',
      tags: ['a', 'b'],
      parts: [{ name: 'lid', price: { minor: '9007199254740993', currency: 'EUR' } }],
      origin: { country: 'PT' },
    });
  },
);

test('an amount is Money, and null where there is none', async () => {
  const row = await pair.write(newId(), thing('Teapot'));
  await pair.absorb(row);
  const { price, discount } = await found(row.id);
  expect(price).toEqual(Money.of(1999n, 'EUR'));
  expect(discount).toBeNull();
});

test('what is not kept does not leave its source', async () => {
  const { rows } = await pair.consumer.query(
    "select column_name from information_schema.columns where table_name = 'thing_replica'",
  );
  expect(rows.map(({ column_name }) => column_name)).not.toContain('secret');
});

test('a change of what is not kept reaches the row as its version', async () => {
  const id = newId();
  await pair.absorb(await pair.write(id, thing('Cup')));
  await pair.absorb(await pair.write(id, thing('Cup', { secret: 'changed' })));
  expect(await found(id)).toMatchObject({ name: 'Cup', version: 2 });
});

test('an older version changes nothing, however late it comes', async () => {
  const id = newId();
  const first = await pair.write(id, thing('Old'));
  await pair.absorb(await pair.write(id, thing('New')));
  await pair.absorb(first);
  expect(await found(id)).toMatchObject({ name: 'New', version: 2 });
});

test('of several versions in one envelope the newest counts', async () => {
  const id = newId();
  const versions = [
    await pair.write(id, thing('1')),
    await pair.write(id, thing('2')),
    await pair.write(id, thing('3')),
  ];
  await pair.absorb(...versions);
  expect(await found(id)).toMatchObject({ name: '3', version: 3 });
});

test.each([
  ['a field that there must be', { name: null }, 'name'],
  ['one of an amount', { price: { minor: '1' } }, 'price.currency'],
])('a payload without %s is refused', async (_what, wrong, path) => {
  const row = await pair.write(newId(), thing('Broken', wrong));
  await expect(pair.absorb(row)).rejects.toMatchObject({ code: '23502', message: `A payload has no ${path}` });
});

@Resolver()
class ThingResolver {
  @Public()
  @Query(() => ThingReplica, { nullable: true })
  thing(): ThingReplica {
    return Object.assign(Object.create(ThingReplica.prototype), {
      id: newId(),
      name: 'Kettle',
      price: Money.of(5n, 'EUR'),
    });
  }
}

test('what is served is shareable and has the contract’s type; what is kept is no field', async () => {
  const graph = await buildGraph({
    name: 'consumer',
    resolvers: [ThingResolver],
    references: [reference(ThingReplica, { key: 'id', owner: 'shop' })],
    permissions: definePermissions({}),
  });
  expect(graph.sdl).toContain(`extend type Thing @key(fields: "id") {
  id: ID!
  name: String! @shareable
  note: String @shareable
  pieces: Int! @shareable
  isNew: Boolean! @shareable
  madeAt: DateTime! @shareable
  price: Money! @shareable
  discount: Money @shareable
  status: ThingStatus! @shareable
}`);
  expect(graph.sdl).not.toContain('shop_ThingReplica');
});

test('a field that the contract has not is refused, and one whose GraphQL type nobody knows', () => {
  const wrong = { keep: ['colour'] } as unknown as { keep: 'name'[] }; // the compiler refuses it already
  expect(() => replicaOf(Thing, wrong)).toThrow('shop.Thing has no field colour');
  expect(() => replicaOf(Thing, { serve: ['status'] })).toThrow('What shop.Thing.status is in GraphQL must be given');
});

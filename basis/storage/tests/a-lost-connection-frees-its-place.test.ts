import { EntitySchema } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import { withTransactionFrame } from '@strata/basis-core';
import { createTestDatabase, silentLogger, type TestDatabase } from '@strata/basis-testing';
import { createOrm } from '../src/index.ts';

const Place = new EntitySchema({ name: 'Place', properties: { id: { type: 'integer', primary: true } } }) as never; // never: stands for a class

const definition = { name: 'places', entities: [Place], migrations: [] };
const POOL_MAX = 2;

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createTestDatabase(definition as never); // never: nothing else of a manifest is looked at
  const options = { service: 'places', url: database.url, entities: [Place], migrations: [] };
  orm = await createOrm({ ...options, poolMax: POOL_MAX, logger: silentLogger() });
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const transaction = (sql: string) => orm.em.fork({ clear: true }).transactional((em) => em.execute(sql));

async function expectAllPlacesFree(): Promise<void> {
  const works = Array.from({ length: POOL_MAX }, () => transaction('select 1 as one'));
  expect(await Promise.all(works)).toEqual(Array(POOL_MAX).fill([{ one: 1 }]));
}

test('transactions whose connections are lost leave the pool as large as it was', async () => {
  const losses = Array.from({ length: POOL_MAX * 2 }, () =>
    transaction('select pg_terminate_backend(pg_backend_pid())'),
  );
  const outcomes = await Promise.allSettled(losses);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(POOL_MAX * 2).fill('rejected'));
  await expectAllPlacesFree();
});

test('transactions that cannot begin leave the pool as large as it was', async () => {
  const refused = () => withTransactionFrame({ begin: 'select 1 / 0' }, () => transaction('select 1'));
  for (let times = 0; times < POOL_MAX * 2; times += 1) await expect(refused()).rejects.toThrow('division by zero');
  await expectAllPlacesFree();
});

test('transactions that cannot commit leave the pool as large as it was', async () => {
  await orm.em.fork().execute(`create table parent (id int primary key);
    create table child (parent int references parent deferrable initially deferred)`);
  const refused = () => transaction('insert into child values (1)');
  for (let times = 0; times < POOL_MAX * 2; times += 1) await expect(refused()).rejects.toThrow('foreign key');
  await expectAllPlacesFree();
});

test('what outlives its transaction is refused, not committed by itself', async () => {
  await orm.em.fork().execute('create table late (what text)');
  const late: Promise<unknown>[] = [];
  const outlives = (ending: () => void) =>
    orm.em.fork({ clear: true }).transactional(async (em) => {
      const write = () => late.push(em.execute("insert into late values ('late')").catch(() => 'refused'));
      // In each turn of the event loop while the transaction ends.
      const writing = setInterval(write, 0);
      setTimeout(() => clearInterval(writing), 50);
      ending();
    });
  await expect(
    outlives(() => {
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await Promise.all(late);
  expect(await orm.em.fork().execute('select * from late')).toEqual([]);
});

import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cloneDatabase, databaseUrl, dropDatabase, provisionDatabase, readConnectionLimit } from '../src/databases.ts';
import { derivePassword, loadDatabaseSecret } from '../src/databases-secret.ts';
import type { EmbeddedPostgres } from '../src/embedded-postgres.ts';
import { cleanUp, makeDataDir, makeFolder, query, start } from './embedded-support.ts';

let postgres: EmbeddedPostgres;
let orders: string;
let reviews: string;

beforeAll(async () => {
  postgres = await start(await makeDataDir());
  ({ url: orders } = await provisionDatabase(postgres, { service: 'orders', password: 'orders-password' }));
  ({ url: reviews } = await provisionDatabase(postgres, { service: 'reviews', password: 'reviews-password' }));
  await query(orders, 'CREATE TABLE secret AS SELECT 42 AS answer');
});
afterAll(async () => {
  await postgres.stop();
  await cleanUp();
});

function as(url: string, database: string): string {
  return databaseUrl(url, { database });
}

describe('a service', () => {
  test('owns its database, and may make what it needs in it', async () => {
    expect(await query(orders, 'SELECT answer FROM secret')).toEqual([{ answer: 42 }]);
    await query(orders, 'CREATE SCHEMA own');
    await query(orders, 'DROP SCHEMA own');
  });

  test("cannot connect to another's database, with its own role or by taking the other's", async () => {
    await expect(query(as(reviews, 'orders'), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
    await expect(query(reviews, 'SET ROLE orders')).rejects.toMatchObject({ code: '42501' });
    await expect(query(as(orders.replace('orders-password', 'guess'), 'orders'), 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('cannot create roles or databases, nor read files or the passwords of others', async () => {
    for (const sql of [
      'CREATE ROLE intruder',
      'CREATE DATABASE intruder',
      "SELECT pg_read_file('PG_VERSION')",
      'SELECT rolpassword FROM pg_authid',
      'ALTER ROLE orders SUPERUSER',
    ]) {
      await expect(query(reviews, sql)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

test('provisioning again keeps the rows and takes the new password', async () => {
  const { url } = await provisionDatabase(postgres, { service: 'orders', password: 'new password /?#' });
  expect(await query(url, 'SELECT answer FROM secret')).toEqual([{ answer: 42 }]);
  await provisionDatabase(postgres, { service: 'orders', password: 'orders-password' });
});

test('provisioning mends a database that was left half made: another owner, open to all', async () => {
  await query(postgres.adminUrl, 'CREATE DATABASE sso');
  const { url } = await provisionDatabase(postgres, { service: 'sso', password: 'x' });
  await query(url, 'CREATE TABLE mine ()');
  await expect(query(as(reviews, 'sso'), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
});

test('many that provision the same service at once all succeed', async () => {
  const urls = await Promise.all(
    Array.from({ length: 8 }, () => provisionDatabase(postgres, { service: 'catalog', password: 'x' })),
  );
  expect(await query(urls[0]?.url ?? '', 'SELECT current_user AS who')).toEqual([{ who: 'catalog' }]);
});

test('an administrator who is no superuser, as a hosted server gives one, is enough', async () => {
  await query(postgres.adminUrl, "CREATE ROLE hosted LOGIN CREATEROLE CREATEDB PASSWORD 'hosted'");
  const adminUrl = databaseUrl(postgres.adminUrl, { database: 'postgres', user: 'hosted', password: 'hosted' });
  for (const attempt of [1, 2]) {
    const { url } = await provisionDatabase({ adminUrl }, { service: 'payments-eg', password: 'x' });
    expect(await query(url, `SELECT ${attempt} AS attempt`)).toEqual([{ attempt }]);
  }
  await expect(query(as(reviews, 'payments-eg'), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
});

test('a clone has the rows, its owner, and no door for others; dropping it ends who is connected', async () => {
  await cloneDatabase(postgres.adminUrl, 'orders', 'orders_test_1', 'orders');
  expect(await query(as(orders, 'orders_test_1'), 'SELECT answer FROM secret')).toEqual([{ answer: 42 }]);
  await expect(query(as(reviews, 'orders_test_1'), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
  const waiting = query(as(orders, 'orders_test_1'), 'SELECT pg_sleep(60)').catch((error: unknown) => error);
  await dropDatabase(postgres.adminUrl, 'orders_test_1');
  await dropDatabase(postgres.adminUrl, 'orders_test_1');
  expect(await waiting).toBeInstanceOf(Error);
});

test('clones of one template can be made at the same time', async () => {
  const names = ['a', 'b', 'c', 'd'].map((each) => `orders_test_${each}`);
  await Promise.all(names.map((name) => cloneDatabase(postgres.adminUrl, 'orders', name, 'orders')));
  await Promise.all(names.map((name) => dropDatabase(postgres.adminUrl, name)));
});

test('the connection limit leaves out what the server keeps for superusers', async () => {
  expect(await readConnectionLimit(postgres.adminUrl)).toBe(197);
});

describe('a fault is one clear line', () => {
  const messageOf = async (adminUrl: string) =>
    readConnectionLimit(adminUrl).then(
      () => 'no fault',
      (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
    );

  test('when nothing answers', async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = probe.address() as { port: number };
        probe.close(() => resolve(free));
      });
    });
    expect(await messageOf(`postgres://a:b@127.0.0.1:${port}/c`)).toBe(
      `ENVIRONMENT: Nothing answers at 127.0.0.1:${port}. Start PostgreSQL there, or correct DATABASE_URL.`,
    );
  });

  test('when the password is wrong, without telling it', async () => {
    const message = await messageOf(postgres.adminUrl.replace(/:[^:@]+@/, ':guess@'));
    expect(message).toBe(
      `ENVIRONMENT: PostgreSQL at 127.0.0.1:${postgres.port} refuses the password. Correct DATABASE_URL.`,
    );
  });

  test('when there is no such database', async () => {
    expect(await messageOf(as(postgres.adminUrl, 'nowhere'))).toContain('has no such database');
  });

  test('when the role may not create others', async () => {
    const attempt = provisionDatabase({ adminUrl: reviews }, { service: 'intruder', password: 'x' });
    await expect(attempt).rejects.toMatchObject({
      code: 'ENVIRONMENT',
      message: expect.stringContaining('may not create roles and databases'),
    });
  });

  test('when the URL is none', async () => {
    expect(await messageOf('not a url')).toBe(
      'ENVIRONMENT: DATABASE_URL is not a URL. It looks like postgres://user:password@host:5432/database.',
    );
  });

  test('when a service has a name that PostgreSQL would cut off or that is not ours', async () => {
    for (const service of ['Orders', 'a"b', '', 'x'.repeat(64)]) {
      await expect(provisionDatabase(postgres, { service, password: 'x' })).rejects.toMatchObject({
        code: 'ENVIRONMENT',
      });
    }
  });
});

test('passwords derive from one secret, which is made once and belongs to its owner alone', () => {
  const dataDir = makeFolder();
  const secret = loadDatabaseSecret(dataDir);
  expect(loadDatabaseSecret(dataDir)).toBe(secret);
  expect(statSync(join(dataDir, 'database.secret')).mode & 0o777).toBe(0o600);
  expect(derivePassword(secret, 'service orders')).toBe(derivePassword(secret, 'service orders'));
  expect(derivePassword(secret, 'service orders')).not.toBe(derivePassword(secret, 'service reviews'));
  expect(derivePassword(secret, 'service orders')).not.toContain(secret);
});

import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';
import { cleanUp, logger, makeDataDir, makeFolder, query, start } from './embedded-support.ts';

afterAll(cleanUp);

test('an empty folder becomes a running PostgreSQL 18 that keeps its rows and its port over a restart', async () => {
  const dataDir = join(makeFolder(), 'data');
  const first = await start(dataDir);
  const [{ version } = { version: '' }] = await query<{ version: string }>(first.adminUrl, 'SELECT version()');
  expect(version).toMatch(/^PostgreSQL 18\./);
  await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  await expect(query(first.adminUrl, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

  const second = await start(dataDir);
  expect(second).toMatchObject({ port: first.port, adopted: false });
  expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop();
  await second.stop();
});

test('it is durable, sorts alike on all machines, and speaks UTC', async () => {
  const postgres = await start(await makeDataDir());
  const [settings] = await query(
    postgres.adminUrl,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
            current_setting('full_page_writes') AS full_page_writes, current_setting('timezone') AS timezone,
            current_setting('server_encoding') AS encoding, current_setting('max_connections') AS max_connections,
            (SELECT datlocale FROM pg_database WHERE datname = 'postgres') AS locale`,
  );
  expect(settings).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    encoding: 'UTF8',
    max_connections: '200',
    locale: 'C.UTF-8',
  });
  await postgres.stop();
});

test('nobody gets in without the password, from this machine or another', async () => {
  const dataDir = await makeDataDir();
  const postgres = await start(dataDir);
  const url = new URL(postgres.adminUrl);
  url.password = 'guess';
  await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  const outside = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const { address } of outside.filter((each) => !each.internal && each.family === 'IPv4')) {
    const client = new Client({ host: address, port: postgres.port, user: 'strata', password: 'guess' });
    await expect(client.connect()).rejects.toThrow('ECONNREFUSED');
  }
  expect(statSync(join(dataDir, 'database.secret')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).not.toContain(new URL(postgres.adminUrl).password);
  await postgres.stop();
});

test('two run side by side, and a port that somebody took meanwhile is given up for another', async () => {
  const [left, right] = [await makeDataDir(), await makeDataDir()];
  const [first, second] = await Promise.all([start(left), start(right)]);
  expect(first.port).not.toBe(second.port);
  await Promise.all([first.stop(), second.stop()]);

  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(first.port, '127.0.0.1', resolve));
  const moved = await start(left);
  expect(moved.port).not.toBe(first.port);
  await moved.stop();
  squatter.close();
});

test('a port that was asked for and is taken is an error that names it', async () => {
  const dataDir = await makeDataDir();
  const squatter = createServer();
  const port = await new Promise<number>((resolve) => {
    squatter.listen(0, '127.0.0.1', () => resolve((squatter.address() as { port: number }).port));
  });
  await expect(startEmbeddedPostgres({ dataDir, logger, port })).rejects.toMatchObject({
    code: 'ENVIRONMENT',
    message: `Port ${port} is taken by another program. End it, or choose another port.`,
  });
  squatter.close();
});

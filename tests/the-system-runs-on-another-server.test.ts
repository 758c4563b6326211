import { createLogger } from '@strata/basis-core';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@strata/basis-storage';
import { freePort } from '@strata/basis-testing';
import { Client } from 'pg';
import { composition } from '../strata.ts';
import { createStage, isAlive } from './running-system.ts';

const stage = createStage();
let server: EmbeddedPostgres;
beforeAll(async () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  // With as many connections as start it, and fewer than it may want.
  server = await startEmbeddedPostgres({ dataDir: await stage.folder(), logger, maxConnections: 60 });
});
afterAll(async () => {
  await server.stop();
  await stage.clear();
});

test('DATABASE_URL: the databases are made on that server, which stays as it is when the system ends', async () => {
  const dataDir = await stage.folder();
  const system = await stage.start(['--port', String(await freePort()), '--data-dir', dataDir, '--no-seed'], {
    DATABASE_URL: server.adminUrl,
  });
  expect((await system.ask('{ me { id } }')).data).toEqual({ me: null });
  expect(system.printed.stdout).toContain('the PostgreSQL of DATABASE_URL');
  // demo
  expect(system.printed.stderr).toMatch(/^PostgreSQL lets 57 connections in, and 9 services may want 74 /m);
  // /demo
  system.signal('SIGTERM');
  expect((await system.ended).code).toBe(0);
  expect(isAlive(server.pid)).toBe(true);
  const client = new Client({ connectionString: server.adminUrl });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
  await client.end();
  expect(rows.map(({ datname }) => datname)).toEqual(
    expect.arrayContaining(['queue', ...composition.subgraphs.map(({ name }) => name)]),
  );
});

test('a server that does not let us in, or is not there, is said in one line', async () => {
  const dataDir = await stage.folder();
  const [wrong, absent] = [new URL(server.adminUrl), new URL(server.adminUrl)];
  wrong.password = 'wrong';
  absent.port = String(await freePort());
  const [refused, missing] = await Promise.all(
    [wrong, absent].map(({ href }) => stage.strata(['start', '--data-dir', dataDir], { DATABASE_URL: href })),
  );
  expect(refused).toEqual({
    code: 1,
    stdout: '',
    stderr: `strata: PostgreSQL at ${wrong.host} refuses the password. Correct DATABASE_URL.\n`,
  });
  expect(missing).toEqual({
    code: 1,
    stdout: '',
    stderr: `strata: Nothing answers at ${absent.host}. Start PostgreSQL there, or correct DATABASE_URL.\n`,
  });
});

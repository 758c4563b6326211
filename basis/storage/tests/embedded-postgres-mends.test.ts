import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';
import { isAlive } from '../src/embedded-postgres-pids.ts';
import { cleanUp, killHard, logger, makeDataDir, query, start, startElsewhere } from './embedded-support.ts';

afterAll(cleanUp);

/** Plants a pid file of a server that is gone. */
function plantPidFile(dataDir: string, pid: number): void {
  const lines = [pid, join(dataDir, 'postgres'), 1_700_000_000, 54_321, '', '127.0.0.1', '  1 1', 'ready   '];
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${lines.join('\n')}\n`);
}

async function startsAndStops(dataDir: string): Promise<void> {
  const postgres = await start(dataDir);
  expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await postgres.stop();
}

test('a server whose Strata was killed is taken over, with its rows, and can be stopped', async () => {
  const dataDir = await makeDataDir();
  const { child, outcome } = await startElsewhere(dataDir);
  await query(outcome.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS row');
  await killHard(child);
  expect(isAlive(outcome.pid)).toBe(true);

  const postgres = await start(dataDir);
  expect(postgres).toMatchObject({ adopted: true, pid: outcome.pid, port: outcome.port });
  expect(await query(postgres.adminUrl, 'SELECT * FROM kept')).toEqual([{ row: 1 }]);
  await postgres.stop();
  expect(isAlive(outcome.pid)).toBe(false);
});

test('a server that was left behind with other settings is replaced', async () => {
  const dataDir = await makeDataDir();
  const { child, outcome } = await startElsewhere(dataDir);
  await killHard(child);
  const postgres = await startEmbeddedPostgres({ dataDir, logger, maxConnections: 30 });
  expect(postgres.adopted).toBe(false);
  expect(isAlive(outcome.pid)).toBe(false);
  await postgres.stop();
});

test('everything killed at once, Strata and server, loses nothing that was committed', async () => {
  const dataDir = await makeDataDir();
  const { child, outcome } = await startElsewhere(dataDir);
  await query(outcome.adminUrl, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS row');
  process.kill(outcome.pid, 'SIGKILL');
  await killHard(child);
  const postgres = await start(dataDir);
  expect(await query(postgres.adminUrl, 'SELECT count(*)::int FROM kept')).toEqual([{ count: 1000 }]);
  await postgres.stop();
});

describe('a stale postmaster.pid', () => {
  test('of a process that is gone does not stand in the way', async () => {
    const dataDir = await makeDataDir();
    plantPidFile(dataDir, 4_194_303);
    await startsAndStops(dataDir);
  });

  test('of a process id that another program has now does not stand in the way, nor harm that program', async () => {
    const dataDir = await makeDataDir();
    const bystander: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)'], {
      stdio: 'ignore',
    });
    plantPidFile(dataDir, bystander.pid ?? 0);
    await startsAndStops(dataDir);
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
    await killHard(bystander);
  });

  test('that is empty or garbled does not stand in the way', async () => {
    const dataDir = await makeDataDir();
    for (const text of ['', 'garbage\n']) {
      writeFileSync(join(dataDir, 'postgres/postmaster.pid'), text);
      await startsAndStops(dataDir);
    }
  });
});

describe('a data directory that is not whole', () => {
  test('left by a start that was killed while it made one is removed', async () => {
    const dataDir = await makeDataDir();
    mkdirSync(join(dataDir, 'postgres.new-killed/base'), { recursive: true });
    await startsAndStops(dataDir);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
  });

  test('is moved aside with all that is in it, and a new one is made', async () => {
    const dataDir = await makeDataDir();
    rmSync(join(dataDir, 'postgres/global/pg_control'));
    await startsAndStops(dataDir);
    const aside = readdirSync(dataDir).find((name) => name.startsWith('postgres.incomplete-')) ?? '';
    expect(existsSync(join(dataDir, aside, 'base'))).toBe(true);
  });

  test('is filled if it is empty', async () => {
    const dataDir = await makeDataDir();
    rmSync(join(dataDir, 'postgres'), { recursive: true });
    mkdirSync(join(dataDir, 'postgres'));
    await startsAndStops(dataDir);
    expect(readdirSync(dataDir).filter((name) => name.includes('incomplete'))).toEqual([]);
  });
});

test('a lost secret is replaced, also while a server of the old one still runs, and the rows stay', async () => {
  const dataDir = await makeDataDir();
  const { child, outcome } = await startElsewhere(dataDir);
  await query(outcome.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS row');
  await killHard(child);
  rmSync(join(dataDir, 'database.secret'));
  const postgres = await start(dataDir);
  expect(postgres.adopted).toBe(false);
  expect(await query(postgres.adminUrl, 'SELECT * FROM kept')).toEqual([{ row: 1 }]);
  await postgres.stop();
});

test('a data directory that was moved, even while its server was left running, is found again', async () => {
  const dataDir = await makeDataDir();
  const { child, outcome } = await startElsewhere(dataDir);
  await killHard(child);
  const moved = join(dirname(dataDir), 'moved');
  renameSync(dataDir, moved);
  const postgres = await start(moved);
  expect(postgres).toMatchObject({ adopted: true, pid: outcome.pid });
  await postgres.stop();
  await startsAndStops(moved);
});

test('a lock of a Strata that was killed, or of its process id in another life, does not stand in the way', async () => {
  const dataDir = await makeDataDir();
  for (const owner of [{ pid: 4_194_303, startedAt: '1' }, { pid: process.ppid, startedAt: '1' }, 'garbage']) {
    writeFileSync(join(dataDir, 'strata.lock'), JSON.stringify(owner));
    await startsAndStops(dataDir);
    expect(existsSync(join(dataDir, 'strata.lock'))).toBe(false);
  }
});

test('a server that dies under a running Strata is reported, with where to look', async () => {
  const dataDir = await makeDataDir();
  const lines: string[] = [];
  const { createLogger } = await import('@strata/basis-core');
  const reported = new Promise<void>((resolve) => {
    const destination = {
      write(line: string) {
        lines.push(line);
        if (line.includes('ended by itself')) resolve();
      },
    };
    void startEmbeddedPostgres({ dataDir, logger: createLogger({ service: 'test', destination }) }).then((postgres) =>
      process.kill(postgres.pid, 'SIGKILL'),
    );
  });
  await reported;
  expect(lines.join('')).toContain('postgres.log');
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('ready to accept connections');
});

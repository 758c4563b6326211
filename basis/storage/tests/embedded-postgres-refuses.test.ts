import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, makeDataDir, makeFolder, query, refusal, start, startElsewhere } from './embedded-support.ts';

afterAll(cleanUp);

test('a second Strata on one data directory, in this process or another', async () => {
  const dataDir = await makeDataDir();
  const postgres = await start(dataDir);
  const expected = `Another Strata (process ${process.pid}) is already running on ${dataDir}. Stop it, or give this one its own place with --data-dir.`;
  expect(await refusal(dataDir)).toBe(expected);
  expect((await startElsewhere(dataDir)).outcome).toEqual({ error: expected, code: 'ENVIRONMENT' });
  expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await postgres.stop();
});

test('of many that start at the same moment, all but one', async () => {
  const dataDir = join(makeFolder(), 'data');
  const starts = await Promise.all([1, 2, 3, 4].map(() => startElsewhere(dataDir)));
  const refused = starts.filter(({ outcome }) => outcome.error !== undefined);
  expect(refused.map(({ outcome }) => outcome.error)).toEqual(
    Array(3).fill(expect.stringMatching(/^Another Strata \(process \d+\) is already running on /)),
  );
});

test('a data directory of another major version, which is left as it is', async () => {
  const dataDir = await makeDataDir();
  const file = join(dataDir, 'postgres/PG_VERSION');
  writeFileSync(file, '16\n');
  expect(await refusal(dataDir)).toBe(
    `${dataDir}/postgres was made by PostgreSQL 16, and this is PostgreSQL 18: it is left as it is. Move it away for a new start, bring it over with pg_upgrade, or set DATABASE_URL to a PostgreSQL 16 that runs on it.`,
  );
  writeFileSync(file, '18\n');
  await (await start(dataDir)).stop();
});

test('a data directory whose place is a file', async () => {
  const file = join(makeFolder(), 'data');
  writeFileSync(file, '');
  expect(await refusal(file)).toBe(
    `${file} is a file, and Strata needs a folder there. Choose another place with --data-dir.`,
  );
});

test('a cluster with a damaged control file, in the words of PostgreSQL', async () => {
  const dataDir = await makeDataDir();
  const control = join(dataDir, 'postgres/global/pg_control');
  const whole = readFileSync(control);
  writeFileSync(control, whole.subarray(0, 100));
  expect(await refusal(dataDir)).toBe(
    `PostgreSQL does not start: could not read file "global/pg_control": read 100 of 296. More is in ${dataDir}/postgres.log.`,
  );
  writeFileSync(control, whole);
  await (await start(dataDir)).stop();
});

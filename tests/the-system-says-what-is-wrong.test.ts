import { createServer, type Server } from 'node:net';
import { createStage, isAlive } from './running-system.ts';

const USUAL_PORT = 4000;
const stage = createStage();
let squatter: Server;
beforeAll(async () => {
  squatter = createServer();
  // When somebody else has the usual port already, it is as taken as can be.
  await new Promise<void>((resolve) =>
    squatter.once('error', () => resolve()).listen(USUAL_PORT, '127.0.0.1', resolve),
  );
});
afterAll(async () => {
  squatter.close();
  await stage.clear();
});

test('a start that cannot be says why in a line for each fault, and exits with 1', async () => {
  const dataDir = ['--data-dir', await stage.folder()];
  const wrong = { STRATA_ENV: 'prod', DATABASE_URL: 'foo' };
  const [faults, json, taken, idle, idleJson] = await Promise.all([
    stage.strata(['start', ...dataDir], wrong),
    stage.strata(['start', '--json', ...dataDir], wrong),
    stage.strata(['start', '--port', String(USUAL_PORT), ...dataDir]),
    stage.strata(['token', 'admin', ...dataDir]),
    stage.strata(['token', 'admin', '--json', ...dataDir]),
  ]);
  expect([faults, json, taken, idle, idleJson].map(({ code, stdout }) => ({ code, stdout }))).toEqual(
    Array(5).fill({ code: 1, stdout: '' }),
  );
  expect(faults.stderr).toMatch(/STRATA_ENV: .+\n.*DATABASE_URL: must be postgresql:.+\n$/);
  expect(faults.stderr).not.toMatch(/\n\s+at /);
  expect(JSON.parse(json.stderr)).toEqual({ error: { code: 'CONFIGURATION', message: expect.any(String) } });
  expect(taken.stderr).toBe('strata: Port 4000 is taken. Stop what uses it, or choose another with --port.\n');
  expect(idle.stderr).toBe('strata: Strata is not running here: start it with npm start.\n');
  expect(JSON.parse(idleJson.stderr)).toEqual({ error: { code: 'NOT_RUNNING', message: expect.any(String) } });
});

test('without --port two systems find a port each; on one data directory there is one', async () => {
  const folders = [await stage.folder(), await stage.folder()];
  const [one, two] = await Promise.all(folders.map((folder) => stage.start(['--data-dir', folder])));
  if (one === undefined || two === undefined) throw new Error('there are two');
  expect(one.url).not.toBe(two.url);
  for (const { url, printed, ask } of [one, two]) {
    expect(Number(new URL(url).port)).toBeGreaterThan(USUAL_PORT);
    expect(printed.stdout).toContain('Port 4000 was taken');
    expect((await ask('{ me { id } }')).data).toEqual({ me: null });
  }
  const [again, stranger, nobody] = await Promise.all([
    stage.strata(['start', '--data-dir', folders[0] ?? '']),
    stage.strata(['token', 'nobody@example.com', '--data-dir', folders[0] ?? '']),
    stage.strata(['stop', 'nobody', '--data-dir', folders[0] ?? '']),
  ]);
  expect(again).toEqual({
    code: 1,
    stdout: '',
    stderr: `strata: Strata runs here already (${one.url}, process ${one.pid}): stop it, or start this one with --data-dir of its own.\n`,
  });
  expect(stranger).toEqual({ code: 1, stdout: '', stderr: 'strata: No such account: nobody@example.com.\n' });
  expect(nobody).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^strata: There is no service nobody\..+\n$/),
  });
  for (const system of [one, two]) system.signal('SIGTERM');
  expect(await Promise.all([one, two].map(async ({ ended }) => (await ended).code))).toEqual([0, 0]);
  expect([one, two].some(({ pid }) => isAlive(pid))).toBe(false);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  eventually,
  isAlive,
  SERVICE,
  SUPERVISING,
  scene,
  stopScenes,
  TYPESCRIPT,
} from './supervisor-children/testing.ts';

afterEach(stopScenes);

const service = (name: string, ...args: string[]) => ({ name, module: SERVICE, args: [name, ...args] });

test('a stopped child stays stopped until it is started again', async () => {
  const { supervisor, history, statusOf } = scene();
  await supervisor.start(service('catalog'));
  const pid = statusOf('catalog').pid ?? 0;
  await supervisor.stop('catalog');
  expect(isAlive(pid)).toBe(false);
  expect(statusOf('catalog')).toMatchObject({ state: 'stopped', pid: null });
  expect(history.map(({ state }) => state)).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  await supervisor.start('catalog');
  expect(statusOf('catalog')).toMatchObject({ state: 'ready', restarts: 0 });
});

test('a child that waits for its restart can be stopped', async () => {
  const { supervisor, statusOf } = scene({ timing: { firstPauseMs: 60_000, maxPauseMs: 60_000 } });
  const started = supervisor.start(service('catalog', 'dies-at-once')).catch((error: unknown) => error);
  await eventually('it waits', () => statusOf('catalog').state === 'waiting');
  await supervisor.stop('catalog');
  expect(await started).toMatchObject({ code: 'STOPPED' });
  expect(statusOf('catalog').state).toBe('stopped');
});

test('a restart ends one process and starts another at once', async () => {
  const { supervisor, statusOf } = scene();
  await supervisor.start(service('catalog'));
  const { pid } = statusOf('catalog');
  await supervisor.restart('catalog');
  expect(statusOf('catalog')).toMatchObject({ state: 'ready', restarts: 0 });
  expect(statusOf('catalog').pid).not.toBe(pid);
});

test('a child that does not hear SIGTERM is killed after the limit', async () => {
  const { supervisor, statusOf } = scene({ timing: { stopLimitMs: 50 } });
  await supervisor.start(service('catalog', 'deaf'));
  await supervisor.stop('catalog');
  expect(statusOf('catalog').lastExit).toMatchObject({ signal: 'SIGKILL' });
});

test('those who need others are stopped before them', async () => {
  const { supervisor, history } = scene();
  await supervisor.start(service('sso'));
  await supervisor.start({ ...service('orders'), needs: ['catalog', 'sso'] });
  await supervisor.start({ ...service('catalog'), needs: ['sso'] });
  await supervisor.start({ ...service('gateway'), needs: ['sso', 'catalog', 'orders'] });
  await supervisor.stopAll();
  const ends = history.flatMap(({ name, state }) => (state === 'stopped' ? [name] : []));
  expect(ends).toEqual(['gateway', 'orders', 'catalog', 'sso']);
  await expect(supervisor.start('catalog')).rejects.toMatchObject({ code: 'STOPPED' });
});

test('an unknown child is named as such', async () => {
  const { supervisor } = scene();
  await supervisor.start(service('catalog'));
  await expect(supervisor.stop('katalog')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: { known: ['catalog'] },
  });
});

test('what a child started itself ends with it', async () => {
  const { supervisor, printed, statusOf } = scene();
  const program = `
    const { spawn } = require('node:child_process');
    const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)']);
    console.log('grandchild', grandchild.pid, '.');
    process.send({ type: 'strata:ready', details: null });`;
  await supervisor.start({ name: 'parent', command: process.execPath, args: ['-e', program] });
  const grandchild = Number(await eventually('it is named', () => /grandchild (\d+) \./.exec(printed())?.[1]));
  expect(isAlive(grandchild)).toBe(true);
  process.kill(statusOf('parent').pid ?? 0, 'SIGKILL');
  await eventually('the grandchild is gone', () => !isAlive(grandchild));
});

test('children and the spare process end when the supervisor is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-supervisor-'));
  const spareFile = join(folder, 'spare');
  const host = spawn(process.execPath, [...TYPESCRIPT, SUPERVISING], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PID_FILE: spareFile },
  });
  const [line] = (await once(createInterface(host.stdout), 'line')) as [string];
  const spare = await eventually('the spare process is warm', () => existsSync(spareFile) && pidIn(spareFile));
  const pids = [...(JSON.parse(line) as number[]), spare];
  expect(pids).toHaveLength(3);
  expect(pids.every(isAlive)).toBe(true);
  host.kill('SIGKILL');
  await eventually('all are gone', () => !pids.some(isAlive));
  await rm(folder, { recursive: true });
});

const pidIn = (file: string): number => Number(readFileSync(file, 'utf8'));

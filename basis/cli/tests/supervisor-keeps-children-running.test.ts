import { DEFAULT_TIMING, pauseMs } from '../src/supervisor/backoff.ts';
import { eventually, isAlive, SERVICE, scene, stopScenes } from './supervisor-children/testing.ts';

afterEach(stopScenes);

const service = (name: string, ...args: string[]) => ({ name, module: SERVICE, args: [name, ...args] });

test('a child that was killed runs again, as another process', async () => {
  const { supervisor, statusOf } = scene();
  await supervisor.start(service('catalog'));
  const first = statusOf('catalog').pid ?? 0;
  process.kill(first, 'SIGKILL');
  const again = await eventually('it runs again', () => {
    const status = statusOf('catalog');
    return status.state === 'ready' && status.pid !== first && status;
  });
  expect(again).toMatchObject({ restarts: 1, lastExit: { code: null, signal: 'SIGKILL' } });
  expect(isAlive(first)).toBe(false);
});

test('a child that dies again and again is started after longer and longer pauses, and whoever waits is told', async () => {
  const { supervisor, history } = scene();
  const started = supervisor.start(service('catalog', 'dies-at-once'));
  const refused = expect(started).rejects.toMatchObject({ code: 'START_FAILED' });
  const pauses = await eventually('it died five times', () => {
    const waits = history.flatMap(({ state, pauseMs: pause }) => (state === 'waiting' ? [pause] : []));
    return waits.length >= 5 && waits.slice(0, 5);
  });
  expect(pauses).toEqual([20, 40, 80, 160, 200]);
  await supervisor.stop('catalog');
  await refused;
});

test('the pause doubles from a quarter of a second to ten seconds', () => {
  expect([1, 2, 3, 6, 7, 1_000].map((failures) => pauseMs(failures, DEFAULT_TIMING))).toEqual([
    250, 500, 1_000, 8_000, 10_000, 10_000,
  ]);
});

test('a child that ran long enough begins again with the first pause', async () => {
  const { supervisor, history, statusOf } = scene({ timing: { stableAfterMs: 0 } });
  await supervisor.start(service('catalog'));
  for (const restarts of [1, 2, 3]) {
    process.kill(statusOf('catalog').pid ?? 0, 'SIGKILL');
    await eventually('it is ready again', () => {
      const status = statusOf('catalog');
      return status.state === 'ready' && status.restarts === restarts;
    });
  }
  expect(history.flatMap(({ state, pauseMs: pause }) => (state === 'waiting' ? [pause] : []))).toEqual([20, 20, 20]);
});

test('a start that takes too long is said to, and goes on trying', async () => {
  const { supervisor, statusOf } = scene({ timing: { readyLimitMs: 100 } });
  await expect(supervisor.start(service('catalog', 'dies-at-once'))).rejects.toMatchObject({ code: 'START_TIMEOUT' });
  expect(statusOf('catalog').state).not.toBe('stopped');
});

test('a program that does not exist is tried again like one that dies', async () => {
  const { supervisor, statusOf } = scene({ timing: { readyLimitMs: 100 } });
  const started = supervisor.start({ name: 'nobody', command: '/no/such/program' });
  await expect(started).rejects.toMatchObject({ code: 'START_TIMEOUT' });
  expect(statusOf('nobody').restarts).toBeGreaterThan(0);
});

test('a child whose readiness is a URL is ready when the URL answers', async () => {
  const { supervisor, statusOf } = scene();
  const program = `require('node:http').createServer((q, s) => s.end('ok')).listen(Number(process.env.PORT), '127.0.0.1')`;
  const port = 20_000 + (process.pid % 10_000);
  await supervisor.start({
    name: 'web',
    command: process.execPath,
    args: ['-e', program],
    env: { PORT: String(port) },
    ready: { url: `http://127.0.0.1:${port}/` },
  });
  expect(statusOf('web').state).toBe('ready');
});

test('what a child says of itself when it is ready can be asked for', async () => {
  const { supervisor } = scene();
  await supervisor.start({ ...service('catalog'), env: { GREETING: 'hello' } });
  expect(supervisor.details('catalog')).toEqual({ name: 'catalog', greeting: 'hello' });
});

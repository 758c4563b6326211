import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, createLogger } from '@strata/basis-core';
import { type ControlHandler, type ControlServer, connectControl, createControlServer } from '../src/control/index.ts';

const logger = createLogger({ service: 'control', level: 'silent' });
const NOT_RUNNING = { code: 'NOT_RUNNING', message: 'Strata is not running here: start it with npm start.' };
let dataDir: string;
let server: ControlServer | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'strata-control-'));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function serve(handlers: Record<string, ControlHandler>): Promise<ControlServer> {
  server = await createControlServer({ dataDir, url: 'http://localhost:4000', handlers, logger });
  return server;
}

const readFileOf = async () =>
  JSON.parse(await readFile(join(dataDir, 'control.json'), 'utf8')) as { secret: string; pid: number };

test('a command is carried out by the system that runs with the data directory', async () => {
  await serve({ stop: async ({ service }) => ({ stopped: service }), nothing: async () => undefined });
  const control = await connectControl({ dataDir });
  expect(control).toMatchObject({ url: 'http://localhost:4000', pid: process.pid });
  expect(await control.call('stop', { service: 'catalog' })).toEqual({ stopped: 'catalog' });
  expect(await control.call('nothing')).toBeNull();
});

test('an error of a command carries its code and message over', async () => {
  await serve({
    stop: async () => {
      throw new ConflictError('It is stopped already.', { details: { service: 'catalog' } });
    },
    break: async () => {
      throw new Error('a secret detail');
    },
  });
  const control = await connectControl({ dataDir });
  await expect(control.call('stop')).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'It is stopped already.',
    details: { service: 'catalog' },
  });
  await expect(control.call('break')).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  await expect(control.call('break')).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  await expect(control.call('toString')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('nobody commands it without the secret, which only the owner can read', async () => {
  const { port } = await serve({ stop: async () => 'stopped' });
  for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
    const response = await fetch(`http://127.0.0.1:${port}/stop`, { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(401);
  }
  expect((await stat(join(dataDir, 'control.json'))).mode & 0o777).toBe(0o600);
});

test('arguments that are no JSON object, or too many, are refused', async () => {
  const { port } = await serve({ stop: async () => 'stopped' });
  const { secret } = await readFileOf();
  const post = (body: string) =>
    fetch(`http://127.0.0.1:${port}/stop`, { method: 'POST', body, headers: { authorization: `Bearer ${secret}` } });
  expect((await post('[1]')).status).toBe(400);
  expect((await post('{')).status).toBe(400);
  expect((await post(JSON.stringify({ text: 'x'.repeat(2_000_000) }))).status).toBe(413);
});

test('where nothing runs, that is said', async () => {
  await expect(connectControl({ dataDir })).rejects.toMatchObject(NOT_RUNNING);
  await expect(connectControl({ dataDir: join(dataDir, 'nowhere') })).rejects.toMatchObject(NOT_RUNNING);
  await writeFile(join(dataDir, 'control.json'), '{ "port": ');
  await expect(connectControl({ dataDir })).rejects.toMatchObject(NOT_RUNNING);
});

test('what a killed system left behind counts as not running, and does not keep the next one from starting', async () => {
  const stranger = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  const left = {
    port,
    secret: 'old',
    pid: process.pid,
    url: 'http://localhost:4000',
    startedAt: new Date().toISOString(),
  };
  for (const leftover of [left, { ...left, pid: 2 ** 22 - 1 }, { ...left, port: 1 }]) {
    await writeFile(join(dataDir, 'control.json'), JSON.stringify(leftover));
    await expect(connectControl({ dataDir })).rejects.toMatchObject(NOT_RUNNING);
  }
  await serve({ status: async () => 'fine' });
  expect(await (await connectControl({ dataDir })).call('status')).toBe('fine');
  await new Promise((resolve) => stranger.close(resolve));
});

test('a second system with the same data directory is refused', async () => {
  await serve({});
  await expect(serve({})).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
});

test('after an orderly stop nothing points to it', async () => {
  await serve({});
  await server?.close();
  await expect(readFileOf()).rejects.toThrow('ENOENT');
});

test('a command that takes too long is given up', async () => {
  let finish: (value: unknown) => void = () => undefined;
  await serve({ wait: () => new Promise((resolve) => (finish = resolve)) });
  const control = await connectControl({ dataDir });
  await expect(control.call('wait', {}, { limitMs: 50 })).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
  finish(null);
});

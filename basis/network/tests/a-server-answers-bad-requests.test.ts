import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { currentRequestId } from '@strata/basis-core';
import type { HttpServer, Readiness } from '../src/index.ts';
import { startServer } from './toys.ts';

const TWELVE_MEGABYTES = 12 * 1_048_576;

let server: HttpServer;
let readiness: Readiness = { ready: true };

beforeAll(async () => {
  server = await startServer({ isReady: () => readiness });
  server.app.post('/echo', async (request) => ({ body: request.body, requestId: currentRequestId() }));
  server.app.get('/broken', () => {
    throw new Error('password=hunter2 at 10.0.0.3');
  });
  await server.listen();
});

afterAll(() => server.close());

async function post(body: RequestInit['body'], type = 'application/json') {
  const init = { method: 'POST', body: body ?? null, headers: { 'content-type': type }, duplex: 'half' };
  const response = await fetch(`${server.url}/echo`, init as RequestInit);
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
}

const errorWith = (code: string, message: string) => ({
  errors: [{ message, extensions: { code, requestId: expect.any(String) } }],
});

test('malformed JSON', async () => {
  const { status, body } = await post('{"a":');
  expect([status, body]).toEqual([400, errorWith('BAD_USER_INPUT', 'The body is not valid JSON.')]);
});

test('an empty body', async () => {
  expect(await post('')).toMatchObject({ status: 400, body: errorWith('BAD_USER_INPUT', expect.any(String)) });
});

test('a body of 12 MB', async () => {
  const tooLarge = errorWith('PAYLOAD_TOO_LARGE', 'The request is larger than is accepted here.');
  expect(await post('x'.repeat(TWELVE_MEGABYTES))).toMatchObject({ status: 413, body: tooLarge });
});

test('a body of 12 MB that does not say its length', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(65_536));
  let left = TWELVE_MEGABYTES;
  const body = new ReadableStream({
    pull(controller) {
      left -= chunk.length;
      controller.enqueue(chunk);
      if (left <= 0) controller.close();
    },
  });
  expect(await post(body)).toMatchObject({ status: 413, body: errorWith('PAYLOAD_TOO_LARGE', expect.any(String)) });
});

test('another media type', async () => {
  const answer = await post('a=1', 'application/x-www-form-urlencoded');
  expect(answer).toMatchObject({ status: 415, body: errorWith('UNSUPPORTED_MEDIA_TYPE', expect.any(String)) });
});

test('an unknown address, and one that is no address', async () => {
  for (const [path, status] of [['/nowhere', 404] as const, ['/%E0%A4%A', 400] as const]) {
    const response = await fetch(server.url + path);
    expect([response.status, await response.json()]).toEqual([
      status,
      errorWith(status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT', expect.any(String)),
    ]);
  }
});

test('headers that are too large, and no HTTP at all', async () => {
  const large = await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(large).toMatch(/^HTTP\/1\.1 431 .*"code":"HEADERS_TOO_LARGE"/s);
  expect(await raw('HELO example.org\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"code":"BAD_USER_INPUT"/s);
});

test('an error that is not ours is masked', async () => {
  const response = await fetch(`${server.url}/broken`);
  expect([response.status, await response.json()]).toEqual([
    500,
    errorWith('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'),
  ]);
});

test('a sane request id is kept, another is replaced; the log of the handler knows it', async () => {
  const idOf = async (sent: string) => {
    const response = await fetch(`${server.url}/echo`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', 'x-request-id': sent },
    });
    const { requestId } = (await response.json()) as { requestId: string };
    expect(response.headers.get('x-request-id')).toBe(requestId);
    return requestId;
  };
  expect(await idOf('request-0001')).toBe('request-0001');
  expect(await idOf('<script>alert(1)</script>')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await idOf('x'.repeat(500))).toMatch(/^[0-9a-f-]{36}$/);
});

test('health tells that it lives, and what it waits for', async () => {
  const health = async (which: string) => {
    const response = await fetch(`${server.url}/health/${which}`);
    return [response.status, await response.json()];
  };
  expect(await health('live')).toEqual([200, { status: 'live' }]);
  expect(await health('ready')).toEqual([200, { status: 'ready' }]);
  readiness = { ready: false, waitingFor: ['database'] };
  expect(await health('ready')).toEqual([503, { status: 'not ready', waitingFor: ['database'] }]);
  expect(await health('live')).toEqual([200, { status: 'live' }]);
});

async function raw(request: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(request);
  return text(socket);
}

import type { Transport } from '@strata/basis-messaging';
import { openTestTransport, silentLogger, type TestTransport } from '@strata/basis-testing';
import { type BusAndToy, startBusAndToy } from './support/bus-and-toy.ts';

const QUEUES = '/console/queues/api/queues';
const KIB = 1_024;

let queues: TestTransport;
/** Queues that can be opened; until a test says so, none can. */
let transport: Transport;
let isBroken = true;
let bus: BusAndToy;

beforeAll(async () => {
  queues = openTestTransport(silentLogger());
  transport = await queues.transport;
  const inspect = transport.inspect?.bind(transport);
  transport.inspect = (name) => {
    if (isBroken || inspect === undefined) throw new Error('The queues are out of reach.');
    return inspect(name);
  };
  bus = await startBusAndToy(async () => ({}), queues.transport);
});
afterAll(async () => {
  await bus.stop();
  await queues.drop();
});

async function put(path: string, body?: string): Promise<number> {
  const json = { headers: { 'content-type': 'application/json' }, body: body ?? null };
  const { status } = await bus.visit(QUEUES + path, { method: 'PUT', ...(body !== undefined && json) });
  return status;
}

async function latest(): Promise<object> {
  const show = '{ operatorActions(first: 1) { nodes { service state arguments result error { code } } } }';
  const { data } = await bus.send(show, 'look');
  return (data as { operatorActions: { nodes: object[] } }).operatorActions.nodes[0] ?? {};
}

test('queues that could not be opened once are opened by the next request', async () => {
  expect((await bus.visit(QUEUES)).status).toBe(500);
  isBroken = false;
  expect((await bus.visit(QUEUES)).status).toBe(200);
});

test('what was set is kept, and the service is found however its name is written', async () => {
  expect(await put('/%74oy.events/concurrency', '{"concurrency":3}')).toBe(200);
  expect(await latest()).toEqual({
    service: 'toy',
    state: 'SUCCEEDED',
    arguments: { method: 'PUT', path: `${QUEUES}/%74oy.events/concurrency`, set: { concurrency: 3 } },
    result: { status: 200 },
    error: null,
  });
});

test('what the board refuses has FAILED, with its status', async () => {
  expect(await put('/toy.nothing/pause')).toBe(404);
  expect(await latest()).toEqual({
    service: 'toy',
    state: 'FAILED',
    arguments: { method: 'PUT', path: `${QUEUES}/toy.nothing/pause` },
    result: { status: 404 },
    error: { code: 'REFUSED' },
  });
  expect(await put('/toy.events/concurrency', '{"concurrency":-1}')).toBe(400);
  expect(await latest()).toMatchObject({ state: 'FAILED', result: { status: 400 } });
});

test('of a long body its size is kept, and one that is too long is not read', async () => {
  const text = JSON.stringify({ concurrency: 3, more: 'x'.repeat(5 * KIB) });
  expect(await put('/toy.events/concurrency', text)).toBe(200);
  const kept = { arguments: { setBytes: text.length } };
  expect(await latest()).toMatchObject(kept);
  const refused = await bus.visit(`${QUEUES}/toy.events/concurrency`, { method: 'PUT', body: 'x'.repeat(65 * KIB) });
  expect([refused.status, await refused.json()]).toMatchObject([
    413,
    { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
  ]);
  expect(await latest()).toMatchObject(kept);
  expect(await put('/toy.events/concurrency', '"\\u0000"')).toBe(400);
  expect(await latest()).toMatchObject(kept);
});

test('a hundred jobs are shown at once, however many are wanted', async () => {
  const queue = transport.inspect?.('toy.events');
  await queue?.addBulk(Array.from({ length: 101 }, () => ({ name: 'message', data: {}, opts: { delay: 600_000 } })));
  const shown = await bus.visit(`${QUEUES}?activeQueue=toy.events&status=delayed&page=1&jobsPerPage=100000000`);
  const { queues: listed } = (await shown.json()) as { queues: { name: string; jobs: object[] }[] };
  expect(listed.find(({ name }) => name === 'toy.events')?.jobs).toHaveLength(100);
});

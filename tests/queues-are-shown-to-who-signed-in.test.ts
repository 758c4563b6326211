import { createBullTransport, type Transport } from '@strata/basis-messaging';
import {
  createTestQueue,
  redisIsInstalled,
  silentLogger,
  startTestRedis,
  startTestSystem,
  type TestSystem,
} from '@strata/basis-testing';
import { composition } from '../strata.ts';

const backends = ['PostgreSQL', ...(redisIsInstalled() ? ['Redis'] : [])];
/** As a browser says it of what a page of this origin asks for. */
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

interface Shown {
  name: string;
  readOnlyMode: boolean;
  counts: Record<string, number>;
}

describe.each(backends)('over BullMQ on %s', (backend) => {
  const releases: (() => Promise<unknown>)[] = [];
  let transport: Transport;
  let system: TestSystem;

  async function openTransport(): Promise<Transport> {
    if (backend === 'Redis') {
      const redis = await startTestRedis();
      releases.push(() => redis.stop());
      return createBullTransport({ redisUrl: redis.url }, silentLogger());
    }
    const queue = await createTestQueue();
    releases.push(() => queue.drop());
    return createBullTransport({ postgresUrl: queue.url }, silentLogger());
  }

  beforeAll(async () => {
    transport = await openTransport();
    releases.push(() => transport.stop());
    system = await startTestSystem(composition, { transport: Promise.resolve(transport) });
    releases.push(() => system.stop());
  });
  afterAll(async () => {
    for (const release of releases.reverse()) await release();
  });

  async function send(path: string, headers: Record<string, string>, init: RequestInit = {}) {
    const response = await fetch(system.url + path, { redirect: 'manual', ...init, headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async function ask(path: string, account?: string, init: RequestInit = {}) {
    const headers = account === undefined ? {} : { authorization: `Bearer ${await system.token(account)}` };
    return send(`/console/queues${path}`, headers, init);
  }

  async function shown(account: string): Promise<[Shown, ...Shown[]]> {
    const { status, text } = await ask('/api/queues', account);
    expect(status).toBe(200);
    return JSON.parse(text).queues;
  }

  test('nobody sees the queues without signing in, and customers do not see them at all', async () => {
    const page = await send('/console/queues', { accept: 'text/html' });
    expect(page).toMatchObject({ status: 401, text: expect.stringContaining('<form method="post"') });
    for (const path of ['', '/api/queues', '/static/favicon.ico']) expect((await ask(path)).status).toBe(401);
    for (const path of ['', '/api/queues']) expect((await ask(path, 'customer')).status).toBe(403);
  });

  test('whoever signed in by the form sees the board, with all that it needs', async () => {
    const body = new URLSearchParams({ token: await system.token('staff') });
    const signedIn = await send('/console/sign-in', SAME_ORIGIN, { method: 'POST', body });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/console/queues']);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = await send('/console/queues', { ...SAME_ORIGIN, cookie });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).toContain('<base href="/console/queues/"');
    const assets = [...page.text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path]) => path);
    expect(assets.length).toBeGreaterThan(3);
    for (const path of assets) {
      const asset = await send(`/console/queues/${path}`, { ...SAME_ORIGIN, cookie });
      expect([path, asset.status]).toEqual([path, 200]);
    }
  });

  test('staff looks at the queues of all services, and changes nothing', async () => {
    const queues = await shown('staff');
    expect(queues).toHaveLength(3 * composition.subgraphs.length);
    for (const { readOnlyMode, counts } of queues) {
      expect(readOnlyMode).toBe(true);
      expect(counts).toMatchObject({ waiting: expect.any(Number), active: expect.any(Number) });
    }
    const pause = `/api/queues/${encodeURIComponent(queues[0].name)}/pause`;
    expect((await ask(pause, 'staff', { method: 'PUT' })).status).toBe(403);
  });

  test('what a job holds is shown to who operates, and to nobody else; and nobody makes one', async () => {
    const [{ name }] = await shown('staff');
    const queue = `/api/queues/${encodeURIComponent(name)}`;
    await transport.inspect?.(name.replace(/[{}]/g, '')).add('message', { secret: 'personal' }, { delay: 600_000 });
    const list = `/api/queues?activeQueue=${encodeURIComponent(name)}&status=delayed`;
    expect((await ask(list, 'admin')).text).toContain('personal');
    const { status, text } = await ask(list, 'staff');
    expect(status).toBe(200);
    expect(text).toContain('"name":"message"');
    expect(text).not.toContain('personal');
    expect((await ask(`${queue}/add`, 'admin', { method: 'POST' })).status).toBe(404);
    expect((await ask(`${queue}/1/update-data`, 'admin', { method: 'PATCH' })).status).toBe(404);
    expect((await ask(`${queue}/empty`, 'admin', { method: 'PUT' })).status).toBe(200);
  });

  test('who operates changes a queue, and it is written down', async () => {
    const [{ name, readOnlyMode }] = await shown('admin');
    expect(readOnlyMode).toBe(false);
    const queue = `/api/queues/${encodeURIComponent(name)}`;
    for (const step of ['pause', 'resume']) {
      expect((await ask(`${queue}/${step}`, 'admin', { method: 'PUT' })).status).toBe(200);
    }
    const query = '{ operatorActions(first: 2) { nodes { type service state arguments result } } }';
    const { data } = await system.ask(query, {}, 'staff');
    expect(data.operatorActions.nodes).toEqual(
      ['resume', 'pause'].map((step) => ({
        type: 'CHANGE_QUEUE',
        service: /[a-z-]+/.exec(name)?.[0],
        state: 'SUCCEEDED',
        arguments: { method: 'PUT', path: `/console/queues${queue}/${step}` },
        result: { status: 200 },
      })),
    );
  });
});

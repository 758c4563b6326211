import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { createLogger, processMetrics } from '@strata/basis-core';
import { EgressRefusedError } from '../src/egress/egress-refused-error.ts';
import { guardEgress, mayLeave } from '../src/egress/guard-egress.ts';

/** TEST-NET-1 (RFC 5737): nobody is there, and nothing is sent there. */
const OUTSIDE = '192.0.2.1';
const NAME = 'outside.example';
const PORT = 4_004;

/** A listener that stands for the rest of the world, and one that belongs to the system; both count who came. */
let outside: net.Server;
let inside: net.Server;
let cameOut = 0;
let openDoors: () => void;
const lines: { door?: string; host?: string; port?: number }[] = [];

const portOf = (server: net.Server) => (server.address() as AddressInfo).port;
const listening = async (onConnection: (socket: net.Socket) => void) => {
  const server = net.createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

const guard = (loopback = false) =>
  guardEgress({
    service: 'toys',
    allowed: [`http://127.0.0.1:${portOf(inside)}`, 'postgresql://toys:secret@database.internal/toys'],
    loopback,
    logger: createLogger({ service: 'toys', destination: { write: (line) => lines.push(JSON.parse(line)) } }),
  });

beforeAll(async () => {
  outside = await listening((socket) => {
    cameOut += 1;
    socket.resume().end();
  });
  inside = await listening((socket) => socket.resume().end('HTTP/1.1 204 No Content\r\n\r\n'));
});
afterAll(async () => {
  await Promise.all([outside, inside].map((server) => once(server.close(), 'close')));
});
beforeEach(() => {
  cameOut = 0;
  lines.length = 0;
  openDoors = guard();
});
afterEach(() => openDoors());

const failed = (emitter: net.Socket | dgram.Socket | http.ClientRequest) =>
  once(emitter, 'error').then(([error]) => error);
const rejected = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it went out',
    (error) => error,
  );

const REFUSED = { message: expect.stringContaining(new EgressRefusedError().message) };

/** Each way out, tried; what it fails with. */
const DOORS: [door: string, leave: (host: string, port: number) => Promise<unknown>][] = [
  ['net.connect(options)', (host, port) => failed(net.connect({ host, port }))],
  ['net.connect(port, host)', (host, port) => failed(net.connect(port, host))],
  ['new net.Socket().connect()', (host, port) => failed(new net.Socket().connect(port, host))],
  ['tls.connect()', (host, port) => failed(tls.connect({ host, port, servername: NAME }))],
  ['http.get()', (host, port) => failed(http.get(`http://${host}:${port}/path`))],
  ['https.get()', (host, port) => failed(https.get(`https://${host}:${port}/path`))],
  [
    'fetch()',
    // An error of Jest's realm is none to fetch, which makes an Error of its text.
    async (host, port) => ((await rejected(fetch(`http://${host}:${port}/`))) as Error).cause,
  ],
];

const DATAGRAMS: [door: string, leave: (socket: dgram.Socket) => Promise<unknown>][] = [
  ['send(message, port, address)', (socket) => promisify(send(socket, 'data', PORT, OUTSIDE))()],
  ['send(buffer, offset, length, port, address)', (socket) => promisify(send(socket, 'data', 0, 2, PORT, OUTSIDE))()],
  [
    'connect(port, address)',
    (socket) => new Promise((_, refuse) => socket.connect(PORT, OUTSIDE, refuse as () => void)),
  ],
];

const NAME_SERVERS: [door: string, setServers: (servers: string[]) => void][] = [
  ['dns.setServers', (servers) => dns.setServers(servers)],
  ['dns.promises.setServers', (servers) => dns.promises.setServers(servers)],
  ['a resolver of its own', (servers) => new dns.promises.Resolver().setServers(servers)],
  ['an older resolver of its own', (servers) => new dns.Resolver().setServers(servers)],
];
/** As Node reads them, and what the log says. */
const STRANGERS: [server: string, host: string, port: number][] = [
  [OUTSIDE, OUTSIDE, 53],
  [`${OUTSIDE}:${PORT}`, OUTSIDE, PORT],
  ['2001:db8::1', '2001:db8::1', 53],
  [`[2001:db8::1]:${PORT}`, '[2001:db8::1]', PORT],
];

const send =
  (socket: dgram.Socket, ...args: unknown[]) =>
  (done: (error: Error | null) => void) =>
    (socket.send as (...all: unknown[]) => void)(...args, done);

describe('out of the system', () => {
  test.each(DOORS)('%s does not get to an address', async (_door, leave) => {
    expect(await leave(OUTSIDE, PORT)).toMatchObject(REFUSED);
    expect(lines).toEqual([expect.objectContaining({ door: 'connection', host: OUTSIDE, port: PORT })]);
  });

  test.each(DOORS)('%s does not get to a name, which is not even looked up', async (_door, leave) => {
    expect(await leave(NAME, PORT)).toMatchObject(REFUSED);
    expect(lines).toEqual([expect.objectContaining({ door: 'connection', host: NAME })]);
  });

  test('nothing arrives at a listener that is there, and that anybody reaches without the guard', async () => {
    const port = portOf(outside);
    for (const [, leave] of DOORS) expect(await leave('127.0.0.1', port)).toMatchObject(REFUSED);
    expect(cameOut).toBe(0);
    openDoors();
    const socket = net.connect(port, '127.0.0.1');
    await once(socket.resume(), 'close');
    expect(cameOut).toBe(1);
  });

  test.each(DATAGRAMS)('a datagram does not get there by %s', async (_door, leave) => {
    const socket = dgram.createSocket('udp4');
    try {
      await expect(leave(socket)).rejects.toBeInstanceOf(EgressRefusedError);
      expect(lines).toEqual([expect.objectContaining({ door: 'datagram', host: OUTSIDE, port: PORT })]);
    } finally {
      socket.close();
    }
  });

  test('a datagram that nobody waits for tells its socket', async () => {
    const socket = dgram.createSocket('udp4');
    const error = failed(socket);
    socket.send('data', PORT, OUTSIDE);
    expect(await error).toBeInstanceOf(EgressRefusedError);
    socket.close();
  });

  test.each([
    ['dns.lookup', () => promisify(dns.lookup)(NAME)],
    ['dns.resolve', () => promisify(dns.resolve)(NAME)],
    ['dns.resolveTxt', () => promisify(dns.resolveTxt)(`secret.${NAME}`)],
    ['dns.reverse', () => promisify(dns.reverse)(OUTSIDE)],
    ['dns.promises.lookup', () => dns.promises.lookup(NAME)],
    ['dns.promises.resolve4', () => dns.promises.resolve4(NAME)],
    ['a resolver of its own', () => new dns.promises.Resolver().resolve4(NAME)],
    ['an older resolver of its own', () => promisify((done: () => void) => new dns.Resolver().resolve4(NAME, done))()],
  ])('%s asks nobody', async (_door, ask) => {
    await expect(ask()).rejects.toBeInstanceOf(EgressRefusedError);
    expect(lines).toEqual([expect.objectContaining({ door: 'look-up' })]);
  });

  test.each(NAME_SERVERS)('%s takes no name server outside', (_door, setServers) => {
    openDoors();
    openDoors = guard(true);
    for (const [server, host, port] of STRANGERS) {
      lines.length = 0;
      expect(() => setServers(['127.0.0.1', server])).toThrow(EgressRefusedError);
      expect(lines).toEqual([expect.objectContaining({ door: 'name server', host, port })]);
    }
  });

  test('a name that may be looked up is not asked of a stranger', async () => {
    const stranger = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    await once(stranger, 'listening');
    const asked = once(stranger, 'message');
    const ask = () => {
      const resolver = new dns.promises.Resolver({ timeout: 50, tries: 1 });
      resolver.setServers([`127.0.0.1:${stranger.address().port}`]);
      return resolver.resolveTxt('database.internal');
    };
    try {
      expect(ask).toThrow(EgressRefusedError);
      openDoors();
      await rejected(ask());
      await asked; // without the guard it is
    } finally {
      stranger.close();
    }
  });

  test('each refusal is counted, and says nothing of where to', async () => {
    const count = async () => {
      const { body } = await processMetrics.scrape();
      return Number(/^strata_egress_refused_total\{service="toys"\} (\d+)/m.exec(body)?.[1] ?? 0);
    };
    const before = await count();
    const error = (await failed(net.connect(PORT, OUTSIDE))) as Error;
    expect(error.message).not.toContain(OUTSIDE);
    await failed(net.connect(PORT, OUTSIDE));
    // A scrape is fresh for a second.
    while ((await count()) === before) await new Promise((resume) => setImmediate(resume));
    expect(await count()).toBe(before + 2);
  });
});

describe('inside of the system', () => {
  test('what it was told of is reached, by each kind of client', async () => {
    const port = portOf(inside);
    await once(net.connect(port, '127.0.0.1').resume(), 'close');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(204);
    const [response] = await once(http.get({ host: '127.0.0.1', port, agent: false }), 'response');
    expect(response.resume().statusCode).toBe(204);
    expect(lines).toEqual([]);
  });

  test('another port of the same host is not', async () => {
    expect(await failed(net.connect(portOf(outside), '127.0.0.1'))).toBeInstanceOf(EgressRefusedError);
  });

  test('a URL without a port means the one of its protocol', async () => {
    const lookup = (_host: string, _options: object, done: (error: Error) => void) =>
      done(new Error('it may go there'));
    const socket = net.connect({ host: 'database.internal', port: 5432, lookup: lookup as never }); // never: it never finds
    expect(await failed(socket)).toMatchObject({ message: 'it may go there' });
  });

  test('in development all of this machine belongs to it', async () => {
    openDoors();
    openDoors = guard(true);
    for (const host of ['127.0.0.1', 'localhost']) {
      await once(net.connect({ host, port: portOf(outside), family: 4 }).resume(), 'close');
    }
    expect(cameOut).toBe(2);
    expect(await failed(net.connect(PORT, OUTSIDE))).toBeInstanceOf(EgressRefusedError);
  });

  test('a name server of the system may be taken, and what may be asked of it stays the same', async () => {
    openDoors();
    openDoors = guard(true);
    const resolver = new dns.Resolver();
    resolver.setServers(['127.0.0.1:5353', '[::1]:5353']);
    expect(resolver.getServers()).toEqual(['127.0.0.1:5353', '[::1]:5353']);
    dns.setServers(dns.getServers());
    expect(lines).toEqual([]);
    await expect(promisify(dns.resolve)(NAME)).rejects.toBeInstanceOf(EgressRefusedError);
    await expect(dns.promises.resolve(NAME)).rejects.toBeInstanceOf(EgressRefusedError);
  });

  test('listening, sockets of the file system, and reading an IP address need nobody’s leave', async () => {
    const server = await listening((socket) => socket.destroy());
    await once(server.close(), 'close');
    expect(await failed(net.connect('/nowhere/there.sock'))).toMatchObject({ code: 'ENOENT' });
    expect(await dns.promises.lookup(OUTSIDE)).toEqual({ address: OUTSIDE, family: 4 });
    expect(await promisify(dns.lookup)(OUTSIDE)).toEqual({ address: OUTSIDE, family: 4 });
    expect(lines).toEqual([]);
  });
});

test('only services that are there to leave may', () => {
  expect(['mail-eg', 'payments-eg'].every(mayLeave)).toBe(true);
  expect(['gateway', 'orders', 'egress'].some(mayLeave)).toBe(false);
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../src/client.ts';

/** A gateway that gives what its test tells it to, and remembers what it was sent. */
interface Toy {
  url: string;
  /** The tokens that each request brought. */
  readonly sent: (string | undefined)[];
  /** The token of the next answer; undefined for a read. */
  give(token: string | undefined): void;
  /** Holds the next answer back until it is released. */
  hold(): () => void;
  close(): Promise<unknown>;
}

async function startToy(): Promise<Toy> {
  const sent: (string | undefined)[] = [];
  const given: (string | undefined)[] = [];
  const held: Promise<void>[] = [];
  const server: Server = createServer(async (request, response) => {
    sent.push(request.headers['strata-consistency'] as string | undefined);
    const token = given.shift();
    await held.shift();
    if (token !== undefined) response.setHeader('strata-consistency', token);
    response.setHeader('content-type', 'application/json').end('{"data":{"done":true}}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    sent,
    give: (token) => void given.push(token),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.push(promise);
      return resolve;
    },
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

interface Client {
  query(request: object): Promise<unknown>;
}

/** A client as the generated ones are, with a schema of one field. */
function clientOf({ url }: Toy, credentials?: string): Client {
  const queryRoot = { name: 'Query', fields: { done: { type: { name: 'Boolean' } } } };
  const headers = credentials === undefined ? {} : { authorization: credentials };
  return createClient({ url, headers, queryRoot } as never) as Client; // never: genql's own types leave the roots out
}

let toy: Toy;
beforeEach(async () => {
  toy = await startToy();
});
afterEach(() => toy.close());

const ask = (client: Client) => client.query({ done: true });

test('a client sends back what it was given last, also where it is another subgraph’s', async () => {
  const [catalog, orders] = [clientOf(toy), clientOf(toy)];
  for (const token of ['first', undefined, 'second']) toy.give(token);
  await ask(catalog);
  await ask(orders);
  await ask(catalog);
  await ask(orders);
  expect(toy.sent).toEqual([undefined, 'first', 'first', 'second']);
});

test('a client does not wait for what other people wrote', async () => {
  toy.give('of one');
  await ask(clientOf(toy, 'Bearer one'));
  await ask(clientOf(toy, 'Bearer two'));
  await ask(clientOf(toy));
  await ask(clientOf(toy, 'Bearer one'));
  expect(toy.sent).toEqual([undefined, undefined, undefined, 'of one']);
});

test('of two changes at once, both are read', async () => {
  const client = clientOf(toy);
  toy.give('before');
  await ask(client);
  const release = toy.hold();
  for (const token of ['one', 'two']) toy.give(token);
  const slow = ask(client);
  while (toy.sent.length < 2) await new Promise(setImmediate);
  await ask(client);
  release();
  await slow;
  await ask(client);
  expect(toy.sent).toEqual([undefined, 'before', 'before', 'two, one']);
});

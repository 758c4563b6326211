// demo

import { jest } from '@jest/globals';
import { newId } from '@strata/basis-core';
import { eventsQueue, type Transport } from '@strata/basis-messaging';
import { openTestTransport, silentLogger, startTestSystem, type TestSystem } from '@strata/basis-testing';
import { createClient as createCatalogClient } from '@strata/sdk-catalog';
import { createClient as createOrdersClient } from '@strata/sdk-orders';
import { composition } from '../strata.ts';

jest.setTimeout(180_000);

/** A thousand rounds; those of each are the load of the others. */
const PEOPLE = 4;
const ROUNDS_EACH = 250;
const FEW_ROUNDS = 20;

const queues = openTestTransport(silentLogger());
let post: Awaited<ReturnType<typeof slowPost>>;
let system: TestSystem;
let products: { id: string }[];
/** An order of all of them. */
let orderId: string;
beforeAll(async () => {
  post = await slowPost(queues.transport);
  system = await startTestSystem(composition, { transport: Promise.resolve(post.transport) });
  products = (await system.ask('{ products(first: 5) { nodes { id } } }')).data.products.nodes;
  orderId = await place(products);
});
beforeEach(() => system.settled());
afterEach(() => post.release());
afterAll(async () => {
  post.release();
  await system.stop();
  await queues.drop();
});

/** @returns the id of an order of one piece of each */
async function place(ordered: readonly { id: string }[]): Promise<string> {
  const lines = ordered.map(({ id }) => ({ productId: id, quantity: 1 }));
  const query = 'mutation($lines: [OrderLineInput!]!) { placeOrder(input: { lines: $lines }) { order { id } } }';
  return (await system.ask(query, { lines }, 'customer')).data.placeOrder.order.id;
}

/** Carries all that another carries, but holds what is for one service until it is told to let go. */
async function slowPost(opening: Promise<Transport>) {
  const carrier = await opening;
  let held: string | undefined;
  let gate = Promise.withResolvers<void>();
  const transport: Transport = {
    description: carrier.description,
    send: (queue, messages) => carrier.send(queue, messages),
    listen: (queue, work, options) =>
      carrier.listen(
        queue,
        async (data, signal) => {
          if (queue === held) await gate.promise;
          await work(data, signal);
        },
        options,
      ),
    waiting: (queue) => carrier.waiting(queue),
    remove: (queue) => carrier.remove(queue),
    isReady: () => carrier.isReady(),
    stop: () => carrier.stop(),
  };
  return {
    transport,
    hold(service: string) {
      held = eventsQueue(service);
      gate = Promise.withResolvers();
    },
    release() {
      held = undefined;
      gate.resolve();
    },
  };
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  data: any;
  errors?: unknown;
  extensions?: { consistency?: { behind?: string[] } };
  token: string;
  cookie: string;
}

async function ask(query: string, variables: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await system.token('staff')}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const token = response.headers.get('strata-consistency') ?? '';
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';', 1);
  return { token, cookie, ...((await response.json()) as Pick<Answer, 'data'>) };
}

const RENAME =
  'mutation($id: ID!, $name: String!) { updateProduct(input: { id: $id, name: $name }) { product { id } } }';
const READ = 'query($orderId: ID!) { order(id: $orderId) { lines { product { id name } } } }';
const productAt = (place: number) => products[place % products.length]?.id ?? '';

async function rename(id: string, name: string, headers?: Record<string, string>): Promise<Answer> {
  const answer = await ask(RENAME, { id, name }, headers);
  expect(answer.errors).toBeUndefined();
  return answer;
}

/** The name of a product as orders knows it. */
function nameIn({ data }: Answer, productId: string): string {
  const lines: { product: { id: string; name: string } }[] = data.order.lines;
  return lines.find(({ product }) => product.id === productId)?.product.name ?? '';
}

const read = (token: string) => ask(READ, { orderId }, token === '' ? {} : { 'strata-consistency': token });

test('without the token a copy shows what was; with it, the answer waits for the copy', async () => {
  const id = productAt(0);
  post.hold('orders');
  const { token } = await rename(id, 'renamed once');
  const waiting = read(token);
  expect(nameIn(await read(''), id)).not.toBe('renamed once');
  post.release();
  const answer = await waiting;
  expect(nameIn(answer, id)).toBe('renamed once');
  expect(answer.extensions).toBeUndefined();
});

test('a copy that does not come in time is said to be behind, and the answer comes all the same', async () => {
  const id = productAt(1);
  post.hold('orders');
  const { token } = await rename(id, 'renamed in vain');
  const began = performance.now();
  const answer = await read(token);
  expect(performance.now() - began).toBeGreaterThan(1_900);
  expect(answer.errors).toBeUndefined();
  expect(nameIn(answer, id)).not.toBe('renamed in vain');
  expect(answer.extensions).toEqual({ consistency: { behind: ['Product'] } });
});

test('a browser that sends its cookie back waits as well', async () => {
  post.hold('orders');
  const { cookie } = await rename(productAt(2), 'renamed by a browser');
  const answer = await ask(READ, { orderId }, { cookie });
  expect(answer.extensions).toEqual({ consistency: { behind: ['Product'] } });
});

test('whoever repeats a request under its key waits for what it wrote the first time', async () => {
  const headers = { 'idempotency-key': newId() };
  post.hold('orders');
  const first = await rename(productAt(3), 'renamed under a key', headers);
  const again = await rename(productAt(3), 'renamed under a key', headers);
  expect(first.token).not.toBe('');
  expect((await read(again.token)).extensions).toEqual({ consistency: { behind: ['Product'] } });
});

const RENAME_AND_BOOK = `mutation($id: ID!, $name: String!) {
  updateProduct(input: { id: $id, name: $name }) { product { id } }
  adjustStock(input: { productId: $id, delta: 1, reason: "Found" }) { product { name } } }`;

test('what an operation writes, its later fetches see', async () => {
  for (let round = 0; round < FEW_ROUNDS; round += 1) {
    const name = `renamed and booked ${round}`;
    const { data, errors, extensions } = await ask(RENAME_AND_BOOK, { id: productAt(round), name });
    expect({ errors, extensions }).toEqual({});
    expect(data.adjustStock.product.name).toBe(name);
  }
});

test('a product that is made is waited for by who is asked of its stock in the same operation', async () => {
  const make = `mutation($sku: String!) { createProduct(input: { sku: $sku, name: "New", status: ACTIVE,
    price: { amount: "1.00", currency: "EUR" } }) { product { name stock { available } } } }`;
  const made = await ask(make, { sku: 'RYW-1' });
  expect(made.data.createProduct.product).toEqual({ name: 'New', stock: null });
  expect(made.extensions).toBeUndefined();
  post.hold('inventory');
  expect((await ask(make, { sku: 'RYW-2' })).extensions).toEqual({ consistency: { behind: ['Product'] } });
});

test('generated clients carry it by themselves, from one to the other', async () => {
  const headers = { authorization: `Bearer ${await system.token('staff')}` };
  const options = { url: `${system.url}/graphql`, headers };
  const [catalog, orders] = [createCatalogClient(options), createOrdersClient(options)];
  for (let round = 0; round < FEW_ROUNDS; round += 1) {
    const [id, name] = [productAt(round), `renamed by a client ${round}`];
    await catalog.mutation({ updateProduct: { __args: { input: { id, name } }, product: { id: true } } });
    const { order } = await orders.query({
      order: { __args: { id: orderId }, lines: { product: { id: true, name: true } } },
    });
    expect(order?.lines?.find(({ product }) => product?.id === id)?.product?.name).toBe(name);
  }
});

/** Renames a product and reads the name, again and again. @returns the rounds in which the answer was not as it should be */
async function renameAndRead(product: { id: string }): Promise<number[]> {
  const ordered = await place([product]);
  const wrong: number[] = [];
  for (let round = 0; round < ROUNDS_EACH; round += 1) {
    const { token } = await rename(product.id, `round ${round}`);
    const answer = await ask(READ, { orderId: ordered }, { 'strata-consistency': token });
    if (nameIn(answer, product.id) !== `round ${round}` || answer.extensions !== undefined) wrong.push(round);
  }
  return wrong;
}

test('a thousand times in a row, while others write: no name that was changed is read as it was', async () => {
  const wrong = await Promise.all(products.slice(0, PEOPLE).map(renameAndRead));
  expect(wrong).toEqual(Array.from({ length: PEOPLE }, () => []));
});

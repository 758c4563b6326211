// demo
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Measure, percentile, root, type Started, startSystem, untilAnswered, withFolder } from './measure.ts';

const ROUNDS = 500;
/** The system compiles what it runs often before anything is measured. */
const WARM_UP_ROUNDS = 50;
/** By when every copy has caught up, on any machine. */
const CAUGHT_UP_MS = 500;
const QUIET_ROUNDS = 200;
const MAX_ATTEMPTS = 20;

const FIRST = '{ products(first: 1) { nodes { id } } }';
const PLACE = 'mutation($id: ID!) { placeOrder(input: { lines: [{ productId: $id, quantity: 1 }] }) { order { id } } }';
const RENAME =
  'mutation($id: ID!, $name: String!) { updateProduct(input: { id: $id, name: $name }) { product { id } } }';
const READ = 'query($orderId: ID!) { order(id: $orderId) { lines { product { name } } } }';

/** What reading one's own writes costs: a name is changed in catalog and read at once from the copy in orders. */
export async function consistency(): Promise<Measure[]> {
  return withFolder(async (dataDir) => {
    const system = await startSystem(root, ['--data-dir', dataDir]);
    try {
      return await measured(await openShop(system, dataDir));
    } finally {
      await system.stop();
    }
  });
}

/** A read's duration, and whether it showed what had been written. */
interface Read {
  ms: number;
  isStale: boolean;
}

interface Shop {
  /** @returns the token of the answer */
  rename(name: string): Promise<string>;
  read(name: string, token?: string): Promise<Read>;
}

async function openShop({ url }: Started, dataDir: string): Promise<Shop> {
  const [staff, customer] = [tokenOf('staff', dataDir), tokenOf('customer', dataDir)];
  const { data } = await untilAnswered(url, FIRST, staff);
  const [{ id }] = (data as { products: { nodes: [{ id: string }] } }).products.nodes;
  const placed = await post(url, customer, PLACE, { id });
  const orderId = placed.data.placeOrder.order.id;
  return {
    rename: async (name) => (await post(url, staff, RENAME, { id, name })).token,
    async read(name, consistencyToken) {
      const from = performance.now();
      const { data: found } = await post(url, staff, READ, { orderId }, consistencyToken);
      const ms = performance.now() - from;
      return { ms, isStale: found.order.lines[0].product.name !== name };
    },
  };
}

/** Asks until it is given: the system takes commands once its replicas are filled, a little after its first answer. */
function tokenOf(account: string, dataDir: string): string {
  const strata = join(root, 'basis/cli/bin/strata.js');
  for (let attempt = 1; ; attempt += 1) {
    const asked = spawnSync(process.execPath, [strata, 'token', account, '--data-dir', dataDir], { encoding: 'utf8' });
    if (asked.status === 0) return asked.stdout.trim();
    if (attempt === MAX_ATTEMPTS) throw new Error(asked.stderr);
  }
}

async function post(url: string, token: string, query: string, variables: object, consistencyToken?: string) {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    ...(consistencyToken !== undefined && { 'strata-consistency': consistencyToken }),
  };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer is what its query asks for
  const { data, errors } = (await response.json()) as { data: any; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return { data, token: response.headers.get('strata-consistency') ?? '' };
}

async function measured(shop: Shop): Promise<Measure[]> {
  const [without, withToken]: [Read[], Read[]] = [[], []];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    // In turn, so that both meet the same machine.
    await shop.rename(`plain ${round}`);
    const plain = await shop.read(`plain ${round}`);
    const waited = await shop.read(`waited ${round}`, await shop.rename(`waited ${round}`));
    if (round < 0) continue;
    without.push(plain);
    withToken.push(waited);
  }
  const quiet = await whenNothingIsBehind(shop);
  const stale = (reads: Read[]) => reads.filter(({ isStale }) => isStale).length;
  return [
    row(
      `a read right after a write, with its token: adds p50 (to ${ms(without, 0.5)})`,
      added(withToken, without, 0.5),
      '5 ms',
    ),
    row(`adds p99 (to ${ms(without, 0.99)})`, added(withToken, without, 0.99), '60 ms'),
    row('the same when nothing is behind: adds p50', added(quiet.withToken, quiet.without, 0.5), '1 ms'),
    row(`reads of ${ROUNDS} that showed the old name, with the token`, String(stale(withToken)), '0'),
    row('the same without', String(stale(without)), ''),
  ];
}

async function whenNothingIsBehind(shop: Shop): Promise<{ withToken: Read[]; without: Read[] }> {
  const token = await shop.rename('quiet');
  await new Promise((resume) => setTimeout(resume, CAUGHT_UP_MS));
  const reads: { withToken: Read[]; without: Read[] } = { withToken: [], without: [] };
  for (let round = 0; round < QUIET_ROUNDS; round += 1) {
    reads.without.push(await shop.read('quiet'));
    reads.withToken.push(await shop.read('quiet', token));
  }
  return reads;
}

function row(what: string, value: string, goal: string): Measure {
  return { what, value, goal };
}

/** What this share of reads took at most. */
function ms(reads: Read[], share: number): string {
  return `${atMost(reads, share).toFixed(1)} ms`;
}

/** How much longer a share of these reads took at most than the same share of those. */
function added(these: Read[], those: Read[], share: number): string {
  return `${(atMost(these, share) - atMost(those, share)).toFixed(1)} ms`;
}

function atMost(reads: Read[], share: number): number {
  const spent = reads.map((each) => each.ms);
  return percentile(spent, share);
}

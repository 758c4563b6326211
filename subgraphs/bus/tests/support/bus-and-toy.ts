import { newId } from '@strata/basis-core';
import type { Transport } from '@strata/basis-messaging';
import {
  admitViewer,
  createLocalServiceClient,
  type GraphQLResult,
  generateIdentityKey,
  type Trust,
} from '@strata/basis-network';
import { OPERATE } from '@strata/basis-subgraph';
import { startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { bus } from '../../src/index.ts';

const MINUTE_MS = 60_000;
const admin = viewerWith(['bus:read', 'bus:operate']);
const adminNow = () => admitViewer(admin, new Date(Date.now() + MINUTE_MS));
const permissions = { toy: [OPERATE] };
const trust: Trust = {
  services: [{ name: 'bus', publicKey: generateIdentityKey().publicKey, signsViewers: false, permissions }],
};

/** The bus, and a service that a test answers for. */
export interface BusAndToy extends TestSubgraph {
  /** Sends an operation as an admin, under an `Idempotency-Key`. */
  send(query: string, key: string): Promise<GraphQLResult>;
  /** Requests a page as an admin. */
  visit(path: string, init?: RequestInit): Promise<Response>;
  sql<T extends object>(statement: string): Promise<T[]>;
}

/** Starts the bus with the service `toy`, which answers what `answer` says to requests below `/_strata`. */
export async function startBusAndToy(
  answer: (request: Request, path: string) => Promise<object>,
  transport?: Promise<Transport>,
): Promise<BusAndToy> {
  const execute = async () => ({ data: null });
  const pathOf = ({ url }: Request) => new URL(url).pathname.replace('/_strata', '');
  const fetch = async (request: Request) => Response.json(await answer(request, pathOf(request)));
  const services = { toy: createLocalServiceClient({ name: 'toy', trust, execute, fetch }) };
  const subgraph = await startTestSubgraph(bus, { services, trust, transport });
  const { client, orm } = subgraph;
  return {
    ...subgraph,
    send: (query, idempotencyKey) =>
      client.execute({ query, identity: adminNow(), requestId: newId(), idempotencyKey }),
    visit: (path, init) => client.fetch(new Request(`http://bus${path}`, init), adminNow()),
    sql: (statement) => orm.em.fork().execute(statement),
  };
}

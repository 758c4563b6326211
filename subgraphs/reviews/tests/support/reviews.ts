import { newId, type Viewer } from '@strata/basis-core';
import { fillReplica, nobody, startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { reviews } from '../../src/index.ts';
import { OrderReplica } from '../../src/order.replica.ts';
import { Review } from '../../src/review.entity.ts';

/** Reviews on a database of its own, and what tests ask of it. */
export interface TestReviews extends TestSubgraph {
  /** An order of a customer that has these products: as orders says, delivered. */
  deliver(customerId: string, productIds: string | readonly string[], status?: OrderStatus): Promise<void>;
  /** Writes a review as somebody who received the product; or with what else is said. */
  add(review: Partial<AddReview>, viewer?: Viewer): Promise<Added>;
  /** Puts reviews into the table, one a minute, oldest first; answers their ids. */
  insert(productId: string, count: number, from?: Date): Promise<string[]>;
  /** What a selection on Product gives for each of them. */
  productFields<T>(selection: string, productIds: readonly string[]): Promise<T[]>;
  /** The SQL statements that work sends. */
  statementsOf(work: () => Promise<unknown>): Promise<Statement[]>;
  sql<T extends object>(statement: string, values?: unknown[]): Promise<T[]>;
}

type OrderStatus = OrderReplica['status'];

interface Statement {
  query: string;
  params: readonly unknown[];
}

interface AddReview {
  productId: string;
  rating: number;
  body: string;
}

interface Added {
  review: { id: string; rating: number; body: string; createdAt: string; author: object; product: object } | undefined;
  code: unknown;
  details: Record<string, unknown>;
}

const MINUTE_MS = 60_000;
const ADD = `mutation ($input: AddReviewInput!) {
  addReview(input: $input) { review { id rating body createdAt author { id } product { id rating reviewCount } } } }`;

/** A person who may write reviews. */
export const aCustomer = (): Viewer & { id: string } => {
  const id = newId();
  return { ...viewerWith(['reviews:write'], { id }), id };
};

export async function startReviews({ seed = false } = {}): Promise<TestReviews> {
  const subgraph = await startTestSubgraph(reviews, { seed });

  const deliver: TestReviews['deliver'] = (customerId, productIds, status = 'DELIVERED') => {
    const price = { minor: '1999', currency: 'EUR' };
    const lines = [productIds].flat().map((productId) => ({ productId, quantity: 1, unitPrice: price }));
    return fillReplica(subgraph, OrderReplica, [{ id: newId(), customerId, status, lines }]);
  };

  return {
    ...subgraph,
    deliver,
    async add(review, viewer = aCustomer()) {
      const input = { productId: newId(), rating: 4, body: 'It does what it says.', ...review };
      if (review.productId === undefined && viewer.id !== null) await deliver(viewer.id, input.productId);
      const { data, errors } = await subgraph.ask(ADD, { input }, viewer);
      const { code, requestId: _, ...details } = errors?.[0]?.extensions ?? {};
      return { review: (data?.addReview as Required<Added> | undefined)?.review, code, details };
    },
    async insert(productId, count, from = new Date('2026-01-01T00:00:00Z')) {
      const rows = Array.from({ length: count }, (_, index) => ({
        ...{ id: newId(), productId, authorId: newId(), rating: 5, body: `Review ${index}`, version: 1 },
        createdAt: new Date(from.getTime() + index * MINUTE_MS),
      }));
      await subgraph.orm.em.fork().insertMany(Review, rows);
      return rows.map(({ id }) => id);
    },
    async productFields<T>(selection: string, productIds: readonly string[]) {
      const representations = productIds.map((id) => ({ __typename: 'Product', id }));
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { ${selection} } } }`;
      const { data, errors } = await subgraph.ask(query, { r: representations }, nobody);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data?._entities as T[];
    },
    async statementsOf(work) {
      const seen: Statement[] = [];
      const logger = subgraph.orm.config.getLogger();
      logger.setDebugMode(['query']);
      logger.logQuery = ({ query = '', params = [] }) => void seen.push({ query, params });
      await work();
      logger.setDebugMode(false);
      return seen;
    },
    sql: <T extends object>(statement: string, values: unknown[] = []) =>
      subgraph.orm.em.fork().execute<T[]>(statement, values),
  };
}

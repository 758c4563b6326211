import { newId, type Viewer } from '@strata/basis-core';
import type { SubgraphDefinition } from '@strata/basis-subgraph';
import {
  fillReplica,
  startTestSubgraph,
  type TestSubgraph,
  type TestSubgraphOptions,
  viewerWith,
} from '@strata/basis-testing';
import { inventory } from '../../src/index.ts';
import { ProductReplica } from '../../src/product.replica.ts';

export const clerk = viewerWith(['stock:read', 'stock:adjust']);
export const visitor = viewerWith(['stock:read'], { id: null, kind: 'anonymous' });

/** Inventory on a database of its own, and what tests ask of it. */
export interface TestInventory extends TestSubgraph {
  adjust(productId: string, delta: number, options?: { reason?: string; viewer?: Viewer }): Promise<Adjusted>;
  /** A product that catalog has, and that never was in stock. @returns its id */
  product(name?: string): Promise<string>;
  /** A product of which there are so many pieces. */
  stocked(pieces: number): Promise<string>;
  /** What the gateway asks for of many products. */
  stockOf(productIds: readonly string[], viewer?: Viewer): Promise<(StockLevel | null)[]>;
  /** The number of SQL statements that work sends. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
}

interface StockLevel {
  available: number;
  reserved: number;
}

interface Adjusted {
  stock: StockLevel | undefined;
  /** The code of the first error, if any. */
  code: unknown;
  details: Record<string, unknown>;
}

const ADJUST = `mutation ($input: AdjustStockInput!) {
  adjustStock(input: $input) { stock { available reserved } product { id stock { available } } } }`;
const STOCK_OF = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Product { stock { available reserved } } } }`;

export async function startInventory(
  options: Pick<TestSubgraphOptions, 'seed' | 'transport'> = {},
  definition: SubgraphDefinition = inventory,
): Promise<TestInventory> {
  const subgraph = await startTestSubgraph(definition, options);

  async function adjust(productId: string, delta: number, { reason = 'Counted', viewer = clerk } = {}) {
    const { data, errors } = await subgraph.ask(ADJUST, { input: { productId, delta, reason } }, viewer);
    const payload = data?.adjustStock as { stock: StockLevel } | undefined;
    const { code, requestId: _, ...details } = errors?.[0]?.extensions ?? {};
    return { stock: payload?.stock, code, details };
  }

  async function product(name = 'Kettle') {
    const id = newId();
    await fillReplica(subgraph, ProductReplica, [{ id, name, status: 'ACTIVE' }]);
    return id;
  }

  return {
    ...subgraph,
    adjust,
    product,
    async stocked(pieces) {
      const id = await product();
      const { code } = await adjust(id, pieces);
      if (code !== undefined) throw new Error(`The test's stock could not be made: ${code}`);
      return id;
    },
    async stockOf(productIds, viewer = visitor) {
      const representations = productIds.map((id) => ({ __typename: 'Product', id }));
      const { data, errors } = await subgraph.ask(STOCK_OF, { representations }, viewer);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      const entities = data?._entities as { stock: StockLevel | null }[];
      return entities.map(({ stock }) => stock);
    },
    async statementsOf(work) {
      const seen: string[] = [];
      const logger = subgraph.orm.config.getLogger();
      logger.setDebugMode(['query']);
      logger.logQuery = ({ query = '' }) => void seen.push(query);
      await work();
      logger.setDebugMode(false);
      return seen;
    },
  };
}

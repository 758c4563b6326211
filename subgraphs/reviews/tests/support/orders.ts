import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createLocalServiceClient, type GraphQLResult, type ServiceClient } from '@strata/basis-network';
import { buildSchema, graphql } from 'graphql';

/** A stand-in for orders that speaks its schema: a call that orders would not understand fails here too. */
export interface TestOrders extends ServiceClient {
  deliver(customerId: string, productId: string): void;
  /** The filters that it was asked with, as JSON. */
  readonly asked: string[];
}

interface OrdersArgs {
  first: number;
  filter: { status: string; customerId: string; productId: string };
}

const SCHEMA_FILE = resolve(import.meta.dirname, '../../../../sdk/orders/generated/schema.graphql');

export function createTestOrders(): TestOrders {
  const sdl = readFileSync(SCHEMA_FILE, 'utf8').replaceAll('extend type', 'type');
  const schema = buildSchema(sdl, { assumeValid: true, assumeValidSDL: true }); // federation's directives are not defined in it
  const delivered = new Set<string>();
  const asked: string[] = [];

  function orders({ first, filter }: OrdersArgs) {
    asked.push(JSON.stringify(filter));
    const found = filter.status === 'DELIVERED' && delivered.has(`${filter.customerId} ${filter.productId}`);
    return { nodes: found ? [{ id: 'an order' }].slice(0, first) : [] };
  }

  const client = createLocalServiceClient({
    name: 'orders',
    execute: async ({ query, variables }) =>
      (await graphql({
        schema,
        source: query,
        rootValue: { orders },
        variableValues: variables ?? {},
      })) as GraphQLResult,
    fetch: async () => new Response(null, { status: 404 }),
  });
  return {
    ...client,
    asked,
    deliver: (customerId, productId) => void delivered.add(`${customerId} ${productId}`),
  };
}

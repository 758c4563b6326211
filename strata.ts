import 'reflect-metadata';
import { runCli } from '@strata/basis-cli';
import type { Composition } from '@strata/basis-subgraph';
import { subgraphs } from './subgraphs/index.ts';

/** A process that hosts a subgraph, and a command that only talks to a system, are up sooner without the gateway. */
const gateway = () => import('@strata/gateway');

/** The one place that knows gateway and subgraphs together. */
export const composition: Composition = {
  root: import.meta.dirname,
  subgraphs,
  identityProvider: 'sso',
  forwards: { '/sso': 'sso', '/mail': 'mail-eg' },
  consoles: { '/console/queues': 'bus' },
  // demo
  exampleQuery: `# Four subgraphs answer this, each from a database of its own.
{
  me { displayName }
  products(first: 3) {
    totalCount
    nodes {
      id name
      price { amount currency }
      stock { available }
      rating
      reviews(first: 2) { nodes { rating body author { displayName } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  // /demo
  preload: gateway,
  createGateway: async (options) => (await gateway()).createGateway(options),
  compose: async (options) => (await gateway()).compose(options),
};

if (process.argv[1] === import.meta.filename) await runCli(composition, process.argv);

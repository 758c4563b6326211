export { type NewSubgraph, type NewSubgraphOptions, newSubgraph } from './new-subgraph.ts';

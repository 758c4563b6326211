export { newSubgraph } from './new-subgraph.ts';

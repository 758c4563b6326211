export { reviews } from './subgraph.ts';

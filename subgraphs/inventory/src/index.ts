export { inventory } from './subgraph.ts';

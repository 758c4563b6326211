export { orders } from './subgraph.ts';

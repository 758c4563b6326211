export { bus } from './subgraph.ts';

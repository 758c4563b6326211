export { catalog } from './subgraph.ts';

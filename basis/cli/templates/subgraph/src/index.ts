export { __name__ } from './subgraph.ts';

export { mailEg } from './subgraph.ts';

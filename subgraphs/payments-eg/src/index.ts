export { paymentsEg } from './subgraph.ts';

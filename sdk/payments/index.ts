export * from './contract.ts';
export { type Client, createClient } from './generated/index.ts';

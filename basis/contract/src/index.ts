export * from './contract.ts';
export * from './fields.ts';

export * from './contract.ts';
export * from './fields.ts';
export * from './json-schema.ts';
export * from './payload-fault.ts';
export * from './read-payload.ts';

export * from './parts.ts';
export * from './transport.ts';
export * from './wire.ts';

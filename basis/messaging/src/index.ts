export * from './export.ts';
export * from './parts.ts';
export * from './publication.ts';
export * from './replica.ts';
export * from './replicas.ts';
export * from './transport.ts';
export * from './wire.ts';
export type { CheckOptions, CheckResult } from './replica-check.ts';

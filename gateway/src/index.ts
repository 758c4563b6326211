export * from './compose.ts';
export * from './split-authorization.ts';

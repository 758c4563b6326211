export * from './compose.ts';
export * from './gateway.ts';
export { INTROSPECT_PERMISSION } from './introspection.ts';
export * from './split-authorization.ts';

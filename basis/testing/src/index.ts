export * from './fill-replica.ts';
export * from './settled.ts';
export * from './test-database.ts';
export * from './test-redis.ts';
export * from './test-subgraph.ts';
export * from './test-system.ts';
export * from './test-transport.ts';
export * from './viewers.ts';

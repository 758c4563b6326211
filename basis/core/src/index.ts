export * from './clock.ts';
export * from './condition.ts';
export * from './config.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './lifecycle.ts';
export * from './logger.ts';
export * from './viewer.ts';

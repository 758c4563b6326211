export * from './engines.ts';
export * from './program.ts';

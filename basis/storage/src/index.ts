export * from './locked-load.ts';
export * from './migrations.ts';
export * from './orm.ts';

export * from './databases.ts';
export * from './databases-secret.ts';
export * from './embedded-postgres.ts';
export * from './locked-load.ts';
export * from './migrations.ts';
export * from './orm.ts';

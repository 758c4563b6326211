import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import { INBOX_SCHEMA, preparePublications, prepareSchema } from '@strata/basis-messaging';
import { publicationsOf, type SubgraphDefinition } from './definition.ts';

/** A key of PostgreSQL's advisory locks that only this takes. */
const PLATFORM_LOCK = 7_283_114_004;

/**
 * Makes what the platform itself keeps in a service's database, in schemas apart from the service's tables, and the
 * triggers that publish its rows. Plain SQL that may be run again and again: no entity, no migration.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` when a publication does not fit its entity
 */
export async function preparePlatformSchema(
  orm: MikroORM,
  definition: Pick<SubgraphDefinition, 'publishes'>,
): Promise<void> {
  await orm.em.fork({ clear: true }).transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${PLATFORM_LOCK})`);
    await prepareSchema(em as SqlEntityManager, 'strata', SCHEMA);
    await prepareSchema(em as SqlEntityManager, 'inbox', INBOX_SCHEMA);
  });
  await preparePublications(orm, publicationsOf(definition));
}

const SCHEMA = `
create schema if not exists strata;
create table if not exists strata.seed (at timestamptz not null default now());
create table if not exists strata.idempotency (
  viewer text not null,
  key text not null,
  run int not null,
  request text not null,
  result jsonb,
  at timestamptz not null default now(),
  primary key (viewer, key, run)
);
create index if not exists idempotency_at on strata.idempotency (at);
-- what it wrote of what is published: who repeats the request waits for the same
alter table strata.idempotency add column if not exists writes jsonb not null default '[]';
`;

import { createHash } from 'node:crypto';
import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import { OUTBOX_SCHEMA } from '../outbox/schema.ts';
import { type CompiledPublication, compilePublications } from './compile.ts';
import { prepareSchema } from './prepare-schema.ts';
import type { Publication } from './publication.ts';
import { PUBLICATION_SCHEMA } from './schema.ts';
import { literal, quoted } from './scope.ts';
import { keyOf, TRIGGER_PREFIX, triggersOf, type WantedTrigger } from './trigger-sql.ts';

/** A key of PostgreSQL's advisory locks that only this takes. */
const PUBLICATION_LOCK = 7_283_114_007;
/** Days of messages that are made ahead, beside today. */
export const DAYS_AHEAD = 7;
/** Rows that a migration changed and that are published in one transaction. */
const BATCH_SIZE = 500;

/**
 * Makes the database write a message for each change of a published row: after the migrations, at each start; does
 * nothing to a table whose triggers are what they should be. Triggers of what is not published any more are dropped.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` when a publication does not fit its entity
 */
export async function preparePublications(orm: MikroORM, publications: readonly Publication[]): Promise<void> {
  const compiled = compilePublications(orm.getMetadata(), publications);
  await orm.em.fork({ clear: true }).transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${PUBLICATION_LOCK})`);
    await prepareSchema(em as SqlEntityManager, 'outbox', `${OUTBOX_SCHEMA}${PUBLICATION_SCHEMA}`);
    await em.execute(`select outbox.make_days(${DAYS_AHEAD})`);
    await prepareTriggers(em as SqlEntityManager, compiled);
  });
  for (const publication of compiled) await publishMigrated(orm, publication);
}

interface FoundTrigger {
  table: string;
  name: string;
  definition: string | null;
}

async function prepareTriggers(em: SqlEntityManager, publications: readonly CompiledPublication[]): Promise<void> {
  const found = await em.execute<FoundTrigger[]>(
    `select format('%I.%I', space.nspname, class.relname) as table, made.tgname as name, obj_description(made.oid, 'pg_trigger') as definition
     from pg_trigger made join pg_class class on class.oid = made.tgrelid join pg_namespace space on space.oid = class.relnamespace
     where starts_with(made.tgname, '${TRIGGER_PREFIX}')`,
  );
  const known = new Map(found.map((trigger) => [placeOf(trigger), trigger.definition]));
  const wanted = publications.map(triggersOf);
  for (const { functions, triggers } of wanted) {
    // A table's trigger is made anew only when something changed: that waits for whoever writes to the table.
    const definition = createHash('sha256')
      .update(JSON.stringify([functions, triggers]))
      .digest('hex');
    if (triggers.every((trigger) => known.get(placeOf(trigger)) === definition)) continue;
    for (const statement of functions) await em.execute(statement);
    for (const trigger of triggers) await makeTrigger(em, trigger, definition);
  }
  const places = new Set(wanted.flatMap(({ triggers }) => triggers.map(placeOf)));
  for (const trigger of found.filter((each) => !places.has(placeOf(each)))) {
    await em.execute(`drop trigger ${quoted(trigger.name)} on ${trigger.table}`);
  }
}

/** A table and a trigger, compared without the quotes that PostgreSQL leaves out where it can. */
function placeOf({ table, name }: Pick<FoundTrigger, 'table' | 'name'>): string {
  return `${table.replaceAll('"', '')} ${name}`;
}

async function makeTrigger(
  em: SqlEntityManager,
  { table, name, create }: WantedTrigger,
  definition: string,
): Promise<void> {
  await em.execute(`drop trigger if exists ${quoted(name)} on ${table}`);
  await em.execute(create);
  await em.execute(`comment on trigger ${quoted(name)} on ${table} is ${literal(definition)}`);
}

/** Publishes the rows that migrations changed, now that their columns and the mapping are of the same age. */
async function publishMigrated(orm: MikroORM, publication: CompiledPublication): Promise<void> {
  const { table, idColumn, versionColumn } = publication;
  for (let published = BATCH_SIZE; published === BATCH_SIZE; ) {
    published = await orm.em.fork({ clear: true }).transactional(async (em) => {
      const rows = await em.execute<unknown[]>(
        `with taken as (delete from outbox.unpublished where ctid = any (array(
           select ctid from outbox.unpublished where publication = ${literal(keyOf(publication))} order by id limit ${BATCH_SIZE} for update skip locked))
           returning id),
         changed as (update ${table} root set ${versionColumn} = root.${versionColumn} + 1 from taken where root.${idColumn} = taken.id)
         select from taken`,
      );
      return rows.length;
    });
  }
}

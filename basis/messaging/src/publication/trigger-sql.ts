import { createHash } from 'node:crypto';
import type { CompiledPublication } from './compile.ts';
import { CHECKED_BYTES, PUBLICATION_FAULTS } from './schema.ts';
import { type ChildTable, literal, quoted } from './scope.ts';

/** A trigger that a publication needs: on which table, and the SQL that makes it. */
export interface WantedTrigger {
  /** Schema and table, quoted. */
  readonly table: string;
  readonly name: string;
  readonly create: string;
}

/** What a publication needs in the database. */
export interface WantedTriggers {
  readonly functions: readonly string[];
  readonly triggers: readonly WantedTrigger[];
}

/** Beginning of the names of all triggers that publish. */
export const TRIGGER_PREFIX = 'strata_publish';
/** Characters of a name in PostgreSQL at most; longer ones would silently be cut. */
const MAX_NAME_LENGTH = 63;
const DIGEST_LENGTH = 8;

/**
 * The functions and triggers of one publication: the version grows with each change, however made; rows stay, and keep
 * their ids; at the commit one message shows what the transaction made of a row and its children.
 */
export function triggersOf(publication: CompiledPublication): WantedTriggers {
  const { table } = publication;
  const suffix = suffixOf(publication);
  const name = (kind: string) => named(kind, publication);
  const children = publication.children.map((child, index) => childTriggers(publication, child, `child_${index + 1}`));
  return {
    functions: [
      keepSql(name('keep'), publication),
      publishSql(name('rows'), publication),
      touchSql(publication),
      ...children.map((made) => made.function),
    ],
    triggers: [
      keepTrigger(publication, `${TRIGGER_PREFIX}_keep_${suffix}`, name('keep')),
      constraintTrigger(table, `${TRIGGER_PREFIX}_rows_${suffix}`, 'insert or update', name('rows')),
      trigger(table, `${TRIGGER_PREFIX}_delete_${suffix}`, 'before delete', 'outbox.refuse_delete'),
      truncateTrigger(table, suffix),
      ...children.flatMap((made) => made.triggers),
    ],
  };
}

/** Part of a trigger's name: short, for several publications may share a table. */
function suffixOf({ contract }: CompiledPublication): string {
  return createHash('sha256').update(`${contract.name} ${contract.version}`).digest('hex').slice(0, DIGEST_LENGTH);
}

/** The name of a publication's function: readable, for it stands in errors and plans. */
function named(kind: string, publication: CompiledPublication): string {
  const { name, version } = publication.contract;
  const readable = `${kind} of ${name} ${version}`;
  const short = `${readable.slice(0, MAX_NAME_LENGTH - DIGEST_LENGTH - 1)} ${suffixOf(publication)}`;
  return `outbox.${quoted(readable.length <= MAX_NAME_LENGTH ? readable : short)}`;
}

/** Whoever wrote the statement: nativeUpdate, an upsert, a person at psql. */
function keepSql(name: string, { contract, idColumn, versionColumn }: CompiledPublication): string {
  return `create or replace function ${name}() returns trigger language plpgsql as $strata$
begin
  if new.${idColumn} <> old.${idColumn} then
    raise exception '% is published: its id stays', ${literal(contract.name)} using errcode = '${PUBLICATION_FAULTS.id}';
  end if;
  if new.${versionColumn} <= old.${versionColumn} then
    new.${versionColumn} := old.${versionColumn} + 1;
  end if;
  return new;
end $strata$`;
}

/**
 * At the commit, once for each change of a row. Each change has a version of its own, so the last one is the one whose
 * version is still there: it alone is written, as it was stored. A row version that nobody wrote over or locked since
 * (xmax 0) is the last, and needs no second look at the table.
 */
function publishSql(name: string, publication: CompiledPublication): string {
  const { table, idColumn, versionColumn } = publication;
  return `create or replace function ${name}() returns trigger language plpgsql as $strata$
begin
  if outbox.is_migrating() then
    insert into outbox.unpublished values (${literal(keyOf(publication))}, new.${idColumn}) on conflict do nothing;
  elsif new.xmax = '0'::xid then
    ${messageSql(publication, 'new', '')};
  else
    ${messageSql(publication, 'root', `from ${table} root where root.${idColumn} = new.${idColumn} and root.${versionColumn} = new.${versionColumn}`)};
  end if;
  return null;
end $strata$`;
}

function messageSql({ contract, idColumn, versionColumn, payloadSql }: CompiledPublication, row: string, from: string) {
  const topic = literal(contract.name);
  return `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, aggregate_version, payload, headers)
      select outbox.part_of(id), 'entity', ${topic}, ${contract.version}, id, version,
        case when pg_column_size(payload) > ${CHECKED_BYTES} then outbox.checked(${topic}, id, payload) else payload end, outbox.headers()
      from (select ${row}.${idColumn} as id, ${row}.${versionColumn} as version, ${payloadSql(row)} as payload ${from} offset 0) shown`;
}

/** By what a publication is known in outbox.unpublished. */
export function keyOf({ contract }: CompiledPublication): string {
  return `${contract.name} ${contract.version}`;
}

/**
 * A child of the root changed. At the commit, so that MikroORM's own check of the root's version is not in its way:
 * a root that this transaction wrote shows the child anyway, except when its message was written in an earlier
 * statement already (\`set constraints … immediate\`).
 */
function touchSql(publication: CompiledPublication): string {
  const { table, idColumn, versionColumn, contract } = publication;
  return `create or replace function ${named('touch', publication)}(root_id uuid) returns void language plpgsql as $strata$
declare
  current_version bigint;
  ours boolean;
begin
  if outbox.is_migrating() then
    insert into outbox.unpublished values (${literal(keyOf(publication))}, root_id) on conflict do nothing;
    return;
  end if;
  select root.${versionColumn}, outbox.is_ours(root.xmin) into current_version, ours from ${table} root where root.${idColumn} = root_id;
  if ours then
    if exists (select from outbox.message made where made.xid = pg_current_xact_id() and made.created_at >= statement_timestamp()
        and made.aggregate_id = root_id and made.aggregate_version = current_version and made.topic = ${literal(contract.name)}) then
      return;
    end if;
    if not exists (select from outbox.message made where made.xid = pg_current_xact_id()
        and made.aggregate_id = root_id and made.aggregate_version = current_version and made.topic = ${literal(contract.name)}) then
      return;
    end if;
  end if;
  update ${table} root set ${versionColumn} = root.${versionColumn} + 1 where root.${idColumn} = root_id;
end $strata$`;
}

function childTriggers(publication: CompiledPublication, child: ChildTable, kind: string) {
  const name = named(kind, publication);
  const touch = named('touch', publication);
  const body = `create or replace function ${name}() returns trigger language plpgsql as $strata$
declare
  root_id uuid;
begin
  if tg_op <> 'INSERT' then
    root_id := ${rootOf(child, 'old')};
    perform ${touch}(root_id) where root_id is not null;
    if tg_op = 'UPDATE' and new.${child.parentColumn} is not distinct from old.${child.parentColumn} then
      return null;
    end if;
  end if;
  if tg_op <> 'DELETE' then
    root_id := ${rootOf(child, 'new')};
    perform ${touch}(root_id) where root_id is not null;
  end if;
  return null;
end $strata$`;
  const suffix = `${kind}_${suffixOf(publication)}`;
  return {
    function: body,
    triggers: [
      constraintTrigger(child.table, `${TRIGGER_PREFIX}_${suffix}`, 'insert or update or delete', name),
      truncateTrigger(child.table, suffix),
    ],
  };
}

/** The id of the root that a child's row belongs to, through the tables between them. */
function rootOf({ parentColumn, chain }: ChildTable, row: 'old' | 'new'): string {
  return chain.reduce(
    (id, parent) =>
      `(select parent.${parent.parentColumn} from ${parent.table} parent where parent.${parent.idColumn} = ${id})`,
    `${row}.${parentColumn}`,
  );
}

/** Asked before the function is called, for MikroORM raises the version by itself. */
function keepTrigger(
  { table, idColumn, versionColumn }: CompiledPublication,
  name: string,
  calls: string,
): WantedTrigger {
  const when = `new.${versionColumn} <= old.${versionColumn} or new.${idColumn} <> old.${idColumn}`;
  const create = `create trigger ${quoted(name)} before update on ${table} for each row when (${when}) execute function ${calls}()`;
  return { table, name, create };
}

function trigger(table: string, name: string, timing: string, calls: string): WantedTrigger {
  return {
    table,
    name,
    create: `create trigger ${quoted(name)} ${timing} on ${table} for each row execute function ${calls}()`,
  };
}

function truncateTrigger(table: string, suffix: string): WantedTrigger {
  const name = `${TRIGGER_PREFIX}_truncate_${suffix}`;
  const create = `create trigger ${quoted(name)} before truncate on ${table} for each statement execute function outbox.refuse_delete()`;
  return { table, name, create };
}

function constraintTrigger(table: string, name: string, events: string, calls: string): WantedTrigger {
  const create = `create constraint trigger ${quoted(name)} after ${events} on ${table} deferrable initially deferred for each row execute function ${calls}()`;
  return { table, name, create };
}

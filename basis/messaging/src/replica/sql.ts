import type { KeptField, Replica } from './replica.ts';

/** The largest id that there can be: where the last range of a check ends. */
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A moment as contracts write it. */
const MOMENT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** `"name"`, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'text'`, whatever is in it. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Takes the entity messages of an envelope in: of each id the newest, where it is newer than what is there. Every
 * version reaches its row, also one that changed nothing that is kept. Parameters: the messages' JSON text, and the
 * tick and id after which they are new.
 */
export function absorbSql(replica: Replica): string {
  const { entity, schemaVersion } = replica;
  return upsertSql(
    replica,
    generationOf(replica),
    `select distinct on (message->>5) (message->>5)::uuid as id, (message->>6)::bigint as version, message->7 as payload
     from jsonb_array_elements($1::jsonb) message
     where message->>2 = 'entity' and message->>3 = ${literal(entity)} and (message->>4)::int = ${schemaVersion}
       and ((message->>0)::bigint, (message->>1)::bigint) > ($2::bigint, $3::bigint)
     order by message->>5, (message->>6)::bigint desc`,
    newerOnly(replica),
  );
}

/** Fails where another deployment keeps the replica, with other fields. In a subquery: once, and not for each row. */
function generationOf({ entity, shape }: Replica): string {
  return `(select inbox.generation_of(${literal(entity)}, ${literal(shape)}))`;
}

/** Takes exported rows in. Parameters: the JSON text of `[id, version, payload][]`, and their generation. */
export function fillSql(replica: Replica): string {
  return upsertSql(replica, '$2::int', EXPORTED_ROWS, newerOnly(replica));
}

const EXPORTED_ROWS = `select (exported->>0)::uuid as id, (exported->>1)::bigint as version, exported->2 as payload
     from jsonb_array_elements($1::jsonb) exported`;

/**
 * Mends rows that a check found different, unless they moved since. Parameters: the JSON text of the rows that the
 * source has, and an object of the versions that the replica had, by id.
 */
export function repairSql(replica: Replica): string {
  const table = quoted(replica.table);
  return upsertSql(
    replica,
    generationOf(replica),
    EXPORTED_ROWS,
    `${table}.version <= excluded.version or ${table}.version = ($2::jsonb->>(${table}.id::text))::bigint`,
  );
}

function newerOnly(replica: Replica): string {
  const table = quoted(replica.table);
  return `(${table}.generation, ${table}.version) < (excluded.generation, excluded.version)`;
}

/** Ids are in order, so that two statements that write the same rows never wait for each other in a circle. */
function upsertSql(replica: Replica, generation: string, rows: string, where: string): string {
  const values = replica.fields.flatMap(valuesOf);
  const columns = ['id', 'version', 'generation', ...values.map(({ column }) => quoted(column))];
  const updates = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  const selected = values.map(({ value }) => value);
  return `insert into ${quoted(replica.table)} (${columns.join(', ')})
    select ${['id', 'version', generation, ...selected].join(', ')}
    from (select id, version, ${checkedPayload(replica.fields)} as payload from (${rows}) unchecked) checked
    order by id
    on conflict (id) do update set ${updates.join(', ')}
    where ${where}`;
}

/** The columns may be null, or a field could not be added to a table that has rows; a payload may not lack what it must have. */
function checkedPayload(fields: readonly KeptField[]): string {
  const required = fields
    .filter(({ field }) => !field.optional)
    .flatMap(({ name, field }) => (field.kind === 'money' ? [`${name}.minor`, `${name}.currency`] : [name]));
  if (required.length === 0) return 'payload';
  const complete = required.map((path) => `payload #>> ${pathOf(path)} is not null`).join(' and ');
  return `case when ${complete} then payload else inbox.incomplete(payload, array[${required.map(literal).join(', ')}]) end`;
}

function pathOf(path: string): string {
  return `array[${path.split('.').map(literal).join(', ')}]`;
}

const CASTS: Readonly<Record<string, string>> = {
  id: '::uuid',
  whole: '::bigint',
  flag: '::boolean',
  moment: '::timestamptz',
};

function valuesOf({ name, field, columns }: KeptField): { column: string; value: string }[] {
  const [column = '', currency = ''] = columns;
  const key = literal(name);
  if (field.kind === 'money') {
    return [
      { column, value: `(payload->${key}->>'minor')::bigint` },
      { column: currency, value: `payload->${key}->>'currency'` },
    ];
  }
  if (field.kind === 'list' || field.kind === 'record') {
    return [{ column, value: `nullif(payload->${key}, 'null'::jsonb)` }];
  }
  return [{ column, value: `(payload->>${key})${CASTS[field.kind] ?? ''}` }];
}

/**
 * Which writes have not arrived, by the numbers that they were given. A row that stands for others says so of them only
 * once the replica is filled: till then its own version may have come with a chunk. Parameter: the JSON text of writes,
 * each with its number `n`.
 */
export function behindSql(replicas: readonly Replica[]): string {
  const cases = replicas.map(
    ({ entity, table }) =>
      `when ${literal(entity)} then not exists (select from ${quoted(table)} kept where kept.id = wanted.id and kept.version >= wanted.version)`,
  );
  const isFilling =
    "wanted.last and exists (select from inbox.replica filling where filling.entity = wanted.type and filling.state <> 'ready')";
  return `select wanted.n from jsonb_to_recordset(?::jsonb) as wanted (n int, type text, id uuid, version bigint, last boolean)
    where case wanted.type ${cases.join(' ')} else false end or ${isFilling}`;
}

/** The kept fields of a row as the payload that they came from: what checksums are made of. */
function keptPayloadSql({ fields }: Replica, alias: string): string {
  const parts = fields.map((kept) => `${literal(kept.name)}, ${writtenSql(kept, alias)}`);
  return `jsonb_build_object(${parts.join(', ')})`;
}

function writtenSql({ field, columns }: KeptField, alias: string): string {
  const [column = '', currency = ''] = columns.map((name) => `${alias}.${quoted(name)}`);
  if (field.kind === 'moment') return `to_char(${column} at time zone 'UTC', ${MOMENT})`;
  if (field.kind !== 'money') return column;
  return `case when ${column} is not null then jsonb_build_object('minor', ${column}::text, 'currency', ${currency}) end`;
}

/** One line of a checksum: the same on both sides. */
export function checksumLine(id: string, version: string, payload: string): string {
  return `${id}::text || '|' || ${version}::text || '|' || (${payload})::text`;
}

/** The checksum of lines in the order of their ids. */
export function checksumOf(line: string, id: string): string {
  return `md5(coalesce(string_agg(${line}, E'\\n' order by ${id}), ''))`;
}

/** How many rows a replica has in a range of ids, and their checksum. Parameters: after, up to. */
export function replicaChecksumSql(replica: Replica): string {
  const line = checksumLine('kept.id', 'kept.version', keptPayloadSql(replica, 'kept'));
  return `select count(*)::int as rows, ${checksumOf(line, 'kept.id')} as checksum from ${quoted(replica.table)} kept
    where ($1::uuid is null or kept.id > $1::uuid) and kept.id <= $2::uuid`;
}

/** Each row of a range as id, version and digest. Parameters: after, up to. */
export function replicaDigestsSql(replica: Replica): string {
  return `select kept.id, kept.version, md5((${keptPayloadSql(replica, 'kept')})::text) as digest
    from ${quoted(replica.table)} kept
    where ($1::uuid is null or kept.id > $1::uuid) and kept.id <= $2::uuid`;
}

/** Exported rows as id, version and the digest of what is kept of them. Parameters: the rows' JSON text, the kept fields. */
export const EXPORTED_DIGESTS = `select id, version, md5((${restrictedPayload('payload', '$2::text[]')})::text) as digest
    from (${EXPORTED_ROWS}) exported`;

/** A payload with just some fields; one that it lacks is null. */
export function restrictedPayload(payload: string, fields: string): string {
  return `(select coalesce(jsonb_object_agg(field, coalesce(${payload}->field, 'null')), '{}') from unnest(${fields}) field)`;
}

import type { PoolClient } from 'pg';
import type { Absorber } from '../parts.ts';
import type { MessageKind, Position, WireMessage } from '../queue/wire.ts';
import { faultOf, InvalidPayloadError, kindOfError, type ParkReason } from './fault.ts';
import { ABSORBER, park } from './park.ts';
import { contentsOf, type Route, type Routes } from './routes.ts';

/** Messages of one source and part that are to be taken in by absorbers, and where that stands. */
export interface Absorbable {
  readonly source: string;
  readonly epoch: string;
  readonly part: number;
  readonly contents: readonly string[];
  /** The JSON text of an array of `WireMessage`. */
  readonly messages: string;
  readonly after: Position;
}

/** The absorbers of an envelope, each once. */
export function absorbersOf(contents: readonly string[], routes: Routes): Absorber[] {
  return [...new Set(contents.flatMap((line) => routes.find(line)?.absorbers ?? []))];
}

/** Takes in all that absorbers take, as a set: one statement or so for each of them. */
export async function absorbTogether(client: PoolClient, given: Absorbable, routes: Routes): Promise<void> {
  const batch = inNewestVersions(given, routes);
  for (const absorber of absorbersOf(given.contents, routes)) await absorber.absorb(client, batch);
}

const SPLIT = {
  name: 'inbox split',
  text: `select m->>2 as kind, m->>3 as topic, (m->>4)::int as version, m::text as text
    from jsonb_array_elements($1::jsonb) with ordinality as e(m, place)
    where ((m->>0)::bigint, (m->>1)::bigint) > ($2::bigint, $3::bigint) order by place`,
};

/**
 * The same one message at a time, each behind a savepoint: what fails is parked, all else is taken in.
 * @returns the reasons for which messages were parked
 */
export async function absorbOneByOne(client: PoolClient, given: Absorbable, routes: Routes): Promise<ParkReason[]> {
  const { rows } = await client.query<{ kind: MessageKind; topic: string; version: number; text: string }>({
    ...SPLIT,
    values: [given.messages, ...given.after],
  });
  const parked: ParkReason[] = [];
  for (const { kind, topic, version, text } of rows) {
    const contents = contentsOf({ kind, topic, schemaVersion: version });
    const route = routes.find(contents);
    if (route === undefined || route.absorbers.length === 0) continue;
    const one = { ...given, contents: [contents], messages: `[${text}]` };
    const reason = await absorbOrPark(client, one, text, route, routes);
    if (reason !== undefined) parked.push(reason);
  }
  return parked;
}

async function absorbOrPark(
  client: PoolClient,
  one: Absorbable,
  text: string,
  route: Route,
  routes: Routes,
): Promise<ParkReason | undefined> {
  await client.query('savepoint one_message');
  try {
    await absorbTogether(client, one, routes);
    await client.query('release savepoint one_message');
    return undefined;
  } catch (error) {
    if (kindOfError(error, { ours: true }) !== 'fault') throw error;
    await client.query('rollback to savepoint one_message');
    const fault = faultOf(contentsOf(route), error, absorbReason(route, error));
    await park(client, { ...one, text, handler: ABSORBER, state: 'failed', fault, attempts: 1 });
    return fault.reason;
  }
}

/** Classes of SQLSTATE that say that a value does not fit: data exception, and a null where there may be none. */
const BAD_VALUE = /^22|^23502$/;

/** Why an absorber could not take a message in. */
export function absorbReason({ kind }: { kind: MessageKind }, error: unknown): ParkReason {
  const code = String((error as { code?: unknown }).code ?? '');
  if (error instanceof InvalidPayloadError || BAD_VALUE.test(code)) return 'INVALID_PAYLOAD';
  return kind === 'entity' ? 'REPLICA_FAILED' : 'TASK_FAILED';
}

/** The batch as it is, unparsed, unless a message of it is of an older version that an upcaster turns into a newer. */
function inNewestVersions(given: Absorbable, routes: Routes): Absorbable {
  const older = given.contents.map((line) => routes.find(line));
  if (!older.some((route) => route !== undefined && route.upcasters.length > 0 && route.absorbers.length > 0)) {
    return given;
  }
  const messages = (JSON.parse(given.messages) as WireMessage[]).map((message) => inNewestVersion(message, routes));
  return { ...given, messages: JSON.stringify(messages) };
}

/** A message as its takers want it. @throws InvalidPayloadError when an upcaster cannot make it so */
export function inNewestVersion(message: WireMessage, routes: Routes): WireMessage {
  const [tick, id, kind, topic, version, aggregateId, aggregateVersion, payload, headers, at] = message;
  const route = routes.find(contentsOf({ kind, topic, schemaVersion: version }));
  if (route === undefined || route.upcasters.length === 0) return message;
  const beside = { aggregateId, aggregateVersion, headers, at };
  const cast = route.upcasters.reduce((older: unknown, upcaster) => upcaster.cast(older, beside), payload);
  return [tick, id, kind, topic, route.schemaVersion, aggregateId, aggregateVersion, cast, headers, at];
}

const CLOSE_SUPERSEDED = `update inbox.dead_letter d set state = 'superseded', ended_at = clock_timestamp()
  where d.source = $1 and d.part = $2 and d.state = 'failed' and d.handler = '${ABSORBER}' and d.kind = 'entity'
    and exists (select from jsonb_array_elements($4::jsonb) m
      where m->>2 = 'entity' and m->>3 = d.topic and (m->>5)::uuid = d.aggregate_id
        and (m->>6)::bigint > d.aggregate_version
        and ((m->>0)::bigint, (m->>1)::bigint) > ($5::bigint, $6::bigint)
        and not exists (select from inbox.dead_letter o where o.source = d.source and o.epoch = $3 and o.part = d.part
          and o.tick = (m->>0)::bigint and o.message_id = (m->>1)::bigint and o.handler = '${ABSORBER}'))`;

/** Closes dead letters of rows of which a later version was taken in: nothing is missing any more. */
export async function closeSuperseded(client: PoolClient, given: Absorbable): Promise<void> {
  const { source, part, epoch, messages, after } = given;
  await client.query(CLOSE_SUPERSEDED, [source, part, epoch, messages, ...after]);
}

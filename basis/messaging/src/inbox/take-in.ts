import type { PoolClient } from 'pg';
import type { Base } from '../parts.ts';
import { type Envelope, isBefore, type Position, type WireMessage } from '../queue/wire.ts';
import { tracesOf, withTraces } from '../telemetry/message-trace.ts';
import { meterApplied } from '../telemetry/meters.ts';
import { type Absorbable, absorbersOf, absorbOneByOne, absorbTogether, closeSuperseded } from './absorb.ts';
import type { Acks } from './acknowledge.ts';
import { countParked } from './counters.ts';
import { awaitCursor, beginAtCursor, type Cursor, commitAtCursor } from './cursor.ts';
import { kindOfError, type ParkReason } from './fault.ts';
import { type Handling, handleMessage, isForHandlers } from './handle.ts';
import { handleTogether } from './handle-together.ts';
import type { Lanes } from './lane.ts';
import type { Subscriptions } from './subscription.ts';

/** A predecessor is often under way: so long is waited for it before it is asked for, in steps. */
const GAP_WAITS_MS = [20, 30, 50];
/** While the cursor moves, the predecessors are coming: then so long, all in all. */
const MAX_GAP_WAIT_MS = 2_000;
const CONFLICT_RETRY_MS = 5;
const MAX_CONFLICT_RETRY_MS = 500;
/** The end of an envelope's text is the moment of its last message: `…"2026-01-31T12:00:00Z"]]`. */
const LAST_MOMENT = /"([^"]+)"\s*\]\s*\]\s*$/;
const LAST_MOMENT_LENGTH = 64;

/** Promises to break, so that a proof can show that it would notice. Never set outside of tests. */
export interface Sabotage {
  /** Takes every envelope for new and next. */
  readonly skipCursorCheck?: boolean;
  /** Tells sources nothing: what has no positions of the stream must not acknowledge any. */
  readonly withoutAcks?: boolean;
  /** Runs all handlers of an envelope in one transaction. */
  readonly oneTransaction?: boolean;
}

/** What envelopes are taken in with. */
export interface IntakeOptions extends Base, Handling {
  readonly acks: Acks;
  readonly subscriptions: Pick<Subscriptions, 'ask' | 'isOver'>;
  readonly lanes: Lanes;
  readonly sabotage?: Sabotage | undefined;
}

/** How an envelope stands to the cursor of its part. */
type Standing = 'next' | 'duplicate' | 'gap' | 'foreign';

/** What became of an attempt to take an envelope in, and where the cursor was seen. */
interface Outcome {
  readonly standing: Standing;
  readonly cursor: Cursor | undefined;
}

/**
 * Makes what takes in one envelope: resolves when all in it is committed, or when there is nothing to do about it now;
 * it is acknowledged accordingly. Throws when it could not be taken in: its source will send it again.
 */
export function createIntake(options: IntakeOptions): (envelope: Envelope, signal?: AbortSignal) => Promise<void> {
  const { lanes } = options;
  return async (envelope, signal) => {
    const lane = `${envelope.source} ${envelope.part}`;
    const givenUpAt = Date.now() + MAX_GAP_WAIT_MS;
    let seen: Position | undefined;
    for (let waits = 0; ; ) {
      const work = () => takeOnce(options, envelope, signal);
      const { standing, cursor } = await lanes.run(lane, envelope.from, work);
      if (standing !== 'gap' || cursor === undefined) return;
      if (seen !== undefined && isBefore(seen, cursor.position)) waits = 0;
      seen = cursor.position;
      const waitMs = GAP_WAITS_MS[waits];
      if (waitMs === undefined) {
        options.counters.gaps += 1;
        options.acks.missing(envelope.source, envelope.epoch, envelope.part, cursor.position);
        return;
      }
      if (Date.now() > givenUpAt || signal?.aborted) return;
      waits += 1;
      await lanes.moved(lane, waitMs * (1 + Math.random()));
    }
  };
}

async function takeOnce(options: IntakeOptions, envelope: Envelope, signal?: AbortSignal): Promise<Outcome> {
  const { source, epoch, part, contents } = envelope;
  const { routes, acks, subscriptions } = options;
  const routed = contents.map((line) => routes.find(line));
  const hasMore = routed.some((route) => route === undefined || route.handlers.length > 0);
  const outcome =
    absorbersOf(contents, routes).length > 0
      ? await absorb(options, envelope, { isAll: !hasMore })
      : await look(options, envelope);
  const { standing, cursor } = outcome;
  if (standing === 'foreign' && !(cursor && (await subscriptions.isOver(source, epoch)))) {
    await subscriptions.ask(source);
  } else if (standing === 'duplicate' && cursor) {
    options.counters.duplicates += 1;
    acks.note(source, epoch, part, cursor.position);
  } else if (standing === 'next' && cursor) {
    if (hasMore) await handleRest(options, envelope, cursor.position, signal);
    else await committed(options, envelope, envelope.to);
  }
  return outcome;
}

/** Where nothing is absorbed, the cursor alone says what is to be done. */
async function look({ pool, sabotage }: IntakeOptions, envelope: Envelope): Promise<Outcome> {
  const cursor = await awaitCursor(pool, envelope.source, envelope.part);
  return { standing: standingOf(envelope, cursor, sabotage), cursor };
}

function standingOf(envelope: Envelope, cursor: Cursor | undefined, sabotage: Sabotage | undefined): Standing {
  if (cursor?.epoch !== envelope.epoch) return 'foreign';
  if (sabotage?.skipCursorCheck) return 'next';
  if (!isBefore(cursor.position, envelope.to)) return 'duplicate';
  return isBefore(cursor.position, envelope.from) ? 'gap' : 'next';
}

/** Takes in what absorbers take; the cursor moves with it if that is all. */
async function absorb(options: IntakeOptions, envelope: Envelope, { isAll }: { isAll: boolean }): Promise<Outcome> {
  let oneByOne = false;
  for (let conflicts = 0; ; ) {
    try {
      return await traced(options, envelope, () => absorbIn(options, envelope, { isAll, oneByOne }));
    } catch (error) {
      const kind = kindOfError(error, { ours: true });
      if (kind === 'away' || (kind === 'fault' && oneByOne)) throw error;
      if (kind === 'fault') {
        options.logger.warn({ err: error, source: envelope.source }, 'an envelope is taken in one message at a time');
        oneByOne = true;
        continue;
      }
      conflicts += 1;
      options.counters.retries += 1;
      const limitMs = Math.min(MAX_CONFLICT_RETRY_MS, CONFLICT_RETRY_MS * 2 ** conflicts);
      await new Promise((resume) => setTimeout(resume, limitMs * Math.random()));
    }
  }
}

function traced<T>({ service }: IntakeOptions, envelope: Envelope, work: () => T): T {
  const { source, part, count, contents } = envelope;
  const attributes = {
    'strata.service': service,
    'strata.source': source,
    'strata.part': part,
    'strata.contents': contents.join(', '),
    'messaging.batch.message_count': count,
  };
  return withTraces(`take in ${source}`, attributes, { traces: tracesOf(envelope), kind: 'consumer' }, work);
}

async function absorbIn(
  options: IntakeOptions,
  envelope: Envelope,
  { isAll, oneByOne }: { isAll: boolean; oneByOne: boolean },
): Promise<Outcome> {
  const client = await options.pool.connect();
  let broken: Error | undefined;
  try {
    const cursor = await beginAtCursor(client, envelope.source, envelope.part);
    const standing = standingOf(envelope, cursor, options.sabotage);
    if (standing !== 'next' || cursor === undefined) {
      await client.query('rollback');
      return { standing, cursor };
    }
    const after: Position = options.sabotage?.skipCursorCheck ? [0, 0] : cursor.position;
    const parked = await absorbAfter(options, client, { ...envelope, after }, { ...cursor, oneByOne });
    await options.checkpoint('before the commit of the consumer');
    if (isAll) await commitAtCursor(client, envelope, envelope.to);
    else await client.query('commit');
    for (const reason of parked) countParked(options.counters, reason);
    for (const absorber of absorbersOf(envelope.contents, options.routes)) absorber.absorbed?.();
    return { standing, cursor };
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function absorbAfter(
  { routes, logger }: IntakeOptions,
  client: PoolClient,
  given: Absorbable,
  { mending, oneByOne }: { mending: boolean; oneByOne: boolean },
): Promise<ParkReason[]> {
  if (!oneByOne) {
    await absorbTogether(client, given, routes);
    if (mending) await closeSuperseded(client, given);
    return [];
  }
  const parked = await absorbOneByOne(client, given, routes);
  if (mending || parked.length > 0) await closeSuperseded(client, given);
  if (parked.length > 0) logger.error({ source: given.source, parked }, 'messages are parked: see the dead letters');
  return parked;
}

/** The messages of an envelope that have handlers, or that nobody knows, one by one. */
async function handleRest(
  options: IntakeOptions,
  envelope: Envelope,
  after: Position,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { source, epoch, part } = envelope;
  const messages = JSON.parse(envelope.messages) as WireMessage[];
  const isNew = ([tick, id]: WireMessage) => options.sabotage?.skipCursorCheck || isBefore(after, [tick, id]);
  const arrivals = messages
    .filter((wire) => isNew(wire) && isForHandlers(wire, options.routes))
    .map((wire) => ({ source, epoch, part, wire, ...(signal && { signal }) }));
  if (options.sabotage?.oneTransaction || options.sabotage?.skipCursorCheck) {
    await handleTogether(options, arrivals, options.sabotage);
  } else {
    for (const arrival of arrivals) {
      if ((await handleMessage(options, arrival)) === 'elsewhere') return;
      options.acks.note(source, epoch, part, [arrival.wire[0], arrival.wire[1]]);
      if (signal?.aborted) return;
    }
  }
  if (!arrivals.some(({ wire }) => isAt(wire, envelope.to))) await finish(options, envelope);
  await committed(options, envelope, envelope.to);
}

const isAt = ([tick, id]: WireMessage, to: Position) => tick === to[0] && id === to[1];

/** What comes after the last handled message was absorbed, or is none of ours: the cursor moves behind it too. */
async function finish({ pool }: IntakeOptions, { source, epoch, part, to }: Envelope): Promise<void> {
  await pool.query({
    name: 'inbox finish envelope',
    text: `update inbox.cursor set tick = $4, id = $5, at = clock_timestamp()
      where source = $1 and part = $2 and epoch = $3 and (tick, id) < ($4, $5)`,
    values: [source, part, epoch, ...to],
  });
}

async function committed(options: IntakeOptions, envelope: Envelope, to: Position): Promise<void> {
  const { source, epoch, part, count, messages } = envelope;
  const { counters } = options;
  counters.envelopes += 1;
  counters.messages += count;
  const moment = LAST_MOMENT.exec(messages.slice(-LAST_MOMENT_LENGTH))?.[1];
  if (moment !== undefined) {
    counters.lagSeconds[`${source} ${part}`] = (Date.now() - Date.parse(moment)) / 1_000;
    meterApplied(options.service, source, moment);
  }
  options.lanes.advance(`${source} ${part}`);
  await options.checkpoint('after the commit of the consumer, before the ack');
  options.acks.note(source, epoch, part, to);
}

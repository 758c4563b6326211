import type { Pool, PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import { absorbReason, absorbTogether, inNewestVersion } from '../inbox/absorb.ts';
import { faultOf, kindOfError, unknownFault } from '../inbox/fault.ts';
import { messageOf } from '../inbox/handle.ts';
import { ABSORBER, lockAggregate, NOBODY } from '../inbox/park.ts';
import { contentsOf, type Routes } from '../inbox/routes.ts';
import { HandlerFailure, type HandlerSurroundings, inHandlerTransaction, runHandlers } from '../inbox/run-handler.ts';
import type { Handler } from '../parts.ts';
import type { Message, WireMessage } from '../queue/wire.ts';
import { END_REPLAYED, failAgain, lockAbsorbed, lockFirst, type OpenLetter, type ReplayUnit } from './sql.ts';

/** A replay that meets conflict after conflict is given up for now; somebody waits for it. */
const MAX_CONFLICTS = 20;
const CONFLICT_RETRY_MS = 20;

/** What dead letters are replayed with. */
export interface Replaying extends HandlerSurroundings {
  readonly pool: Pool;
  readonly routes: Routes;
  wake(): void;
}

/** What came of a letter: `none` when there was no open one. */
export type Replayed = 'replayed' | 'failed' | 'none';

/** A letter that nothing here takes, though it may be taken by a later deployment. */
class StillUnknownError extends Error {
  constructor(
    readonly reason: 'UNKNOWN_MESSAGE' | 'UNKNOWN_VERSION',
    readonly contents: string,
  ) {
    super(`Nothing here takes ${contents}.`);
  }
}

/**
 * Replays the first open letter of an aggregate, in a transaction that also ends the letter. Live messages of the
 * aggregate wait meanwhile; then they see whether anything is still open. @throws when the database is away
 */
export function replayFirst(replaying: Replaying, unit: ReplayUnit): Promise<Replayed> {
  let current: OpenLetter | undefined;
  const work = async (): Promise<Replayed> => {
    const found = await inHandlerTransaction(replaying, undefined, async (transaction) => {
      const { em } = transaction;
      await lockAggregate(em, unit.source, unit.aggregateId);
      current = await lockFirst(em, unit);
      if (current === undefined) return false;
      const { message, handlers } = await takersOf(replaying, current);
      await runHandlers(replaying, transaction, handlers, message);
      await em.execute(END_REPLAYED(current.number));
      return true;
    });
    if (found) replaying.wake();
    return found ? 'replayed' : 'none';
  };
  return persistently(replaying, work, () => current);
}

/** Replays a letter of an absorber: set-wise, as a set of one. */
export function replayAbsorbed(replaying: Replaying, number: number): Promise<Replayed> {
  let current: OpenLetter | undefined;
  const work = async (): Promise<Replayed> => {
    const letter = await withTransaction(replaying.pool, async (client) => {
      current = await lockAbsorbed(client, number);
      if (current === undefined) return undefined;
      await absorb(replaying, client, current);
      await client.query(END_REPLAYED(number));
      return current;
    });
    if (letter === undefined) return 'none';
    tellAbsorbed(replaying, letter);
    return 'replayed';
  };
  return persistently(replaying, work, () => current);
}

async function persistently(
  { pool }: Replaying,
  work: () => Promise<Replayed>,
  current: () => OpenLetter | undefined,
): Promise<Replayed> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof HandlerFailure ? error.cause : error;
      const kind = kindOfError(cause, { ours: !(error instanceof HandlerFailure) });
      const letter = current();
      if (kind === 'away' || letter === undefined) throw cause;
      if (kind === 'conflict' && conflicts < MAX_CONFLICTS) {
        await new Promise((resume) => setTimeout(resume, CONFLICT_RETRY_MS * Math.random()));
        continue;
      }
      await failAgain(pool, letter.number, faultOfLetter(letter, cause));
      return 'failed';
    }
  }
}

function faultOfLetter(letter: OpenLetter, cause: unknown) {
  if (cause instanceof StillUnknownError) return unknownFault(cause.reason, cause.contents);
  if (letter.handler !== ABSORBER) return faultOf(letter.handler, cause);
  const message = messageOf(letter.source, letter.part, JSON.parse(letter.wire) as WireMessage);
  return faultOf(contentsOf(message), cause, absorbReason(message, cause));
}

/** Finds who takes a letter now. Absorbers, of one that was unknown, take it at once: taking twice changes nothing. */
async function takersOf(
  replaying: Replaying,
  letter: OpenLetter,
): Promise<{ message: Message; handlers: readonly Handler[] }> {
  const { routes, pool } = replaying;
  const original = JSON.parse(letter.wire) as WireMessage;
  const contents = contentsOf(messageOf(letter.source, letter.part, original));
  const route = routes.find(contents);
  const wanted = letter.handler === NOBODY ? (route?.handlers ?? []) : [routes.handler(letter.handler)];
  const handlers = wanted.filter((handler) => handler !== undefined && route?.handlers.includes(handler)) as Handler[];
  const absorbs = letter.handler === NOBODY && (route?.absorbers.length ?? 0) > 0;
  if (handlers.length === 0 && !absorbs) throw new StillUnknownError(routes.whyUnknown(contents), contents);
  if (absorbs) {
    await withTransaction(pool, (client) => absorb(replaying, client, letter));
    tellAbsorbed(replaying, letter);
  }
  return { message: messageOf(letter.source, letter.part, inNewestVersion(original, routes)), handlers };
}

async function absorb({ routes }: Replaying, client: PoolClient, letter: OpenLetter): Promise<void> {
  const { source, epoch, part, wire } = letter;
  const contents = contentsOf(messageOf(source, part, JSON.parse(wire) as WireMessage));
  const absorbers = routes.find(contents)?.absorbers ?? [];
  if (absorbers.length === 0) throw new StillUnknownError(routes.whyUnknown(contents), contents);
  const given = { source, epoch, part, contents: [contents], messages: `[${wire}]`, after: [0, 0] as const };
  await absorbTogether(client, given, routes);
}

function tellAbsorbed({ routes }: Replaying, { source, part, wire }: OpenLetter): void {
  const contents = contentsOf(messageOf(source, part, JSON.parse(wire) as WireMessage));
  for (const absorber of routes.find(contents)?.absorbers ?? []) absorber.absorbed?.();
}

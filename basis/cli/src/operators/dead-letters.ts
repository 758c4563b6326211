import { readFileSync } from 'node:fs';
import { BadUserInputError } from '@strata/basis-core';
import type { DeadLetter, DeadLetterGroup, ReplayProgress } from '@strata/basis-messaging';
import type { Operations, OperatorJob } from '@strata/basis-subgraph';
import { type Answer, listed, onlyOne, read } from './answer.ts';
import { untilDone, whoAmI } from './operations.ts';
import { showProgress } from './progress.ts';
import { ago, secondsSince, table } from './table.ts';

/** Which letters; what is left out does not matter. */
export interface LetterFilter {
  source?: string;
  topic?: string;
  handler?: string;
  state?: string;
  reason?: string;
  fingerprint?: string;
  aggregate?: string;
}

/** What a replay or a discard is for: one letter, those that match, or all that are open. */
export interface LetterChoice extends LetterFilter {
  number?: string | undefined;
  all?: boolean;
}

/** As JSON has it. */
type Shown = Omit<DeadLetter, 'parkedAt' | 'writtenAt' | 'triedAt' | 'endedAt'> & { parkedAt: string };

/** `strata dead-letters list`: with `grouped`, failures of the same kind as one line. */
export async function listLetters(
  operations: Operations,
  service: string | undefined,
  { grouped = false, limit, ...filter }: LetterFilter & { grouped?: boolean; limit?: string },
): Promise<Answer> {
  if (grouped) return listGroups(operations, service, filter);
  const query = queryOf({ ...wireFilter(filter), ...(limit === undefined ? {} : { limit }) });
  const gathered = await read<Shown>(operations, service, `/dead-letters${query}`);
  const text = table(gathered.found, [
    { head: 'SERVICE', of: (letter) => letter.service },
    { head: 'NUMBER', of: ({ number }) => number },
    { head: 'STATE', of: ({ state }) => state },
    { head: 'REASON', of: ({ reason }) => reason },
    { head: 'TOPIC', of: ({ topic }) => topic },
    { head: 'HANDLER', of: ({ handler }) => handler },
    { head: 'AGGREGATE', of: ({ aggregateId }) => aggregateId },
    { head: 'PARKED', of: ({ parkedAt }) => `${ago(secondsSince(parkedAt))} ago` },
    { head: 'ERROR', of: ({ error }) => error },
  ]);
  return listed('deadLetters', gathered, text, 'There are no such dead letters.');
}

async function listGroups(operations: Operations, service: string | undefined, filter: LetterFilter): Promise<Answer> {
  const path = `/dead-letters/groups${queryOf(wireFilter(filter))}`;
  const gathered = await read<DeadLetterGroup>(operations, service, path);
  const text = table(gathered.found, [
    { head: 'SERVICE', of: (group) => group.service },
    { head: 'FINGERPRINT', of: ({ fingerprint }) => fingerprint },
    { head: 'MESSAGES', of: ({ count }) => count },
    { head: 'AGGREGATES', of: ({ aggregates }) => aggregates },
    { head: 'REASON', of: ({ reason }) => reason },
    { head: 'TOPIC', of: ({ topic }) => topic },
    { head: 'HANDLER', of: ({ handler }) => handler },
    { head: 'ERROR', of: ({ error }) => error },
  ]);
  return listed('groups', gathered, text, 'There are no such dead letters.');
}

/** `strata dead-letters show`: all that there is about one. */
export async function showLetter(operations: Operations, service: string, number: string): Promise<Answer> {
  const path = `/dead-letters/${encodeURIComponent(number)}`;
  return whole(await operations.call(onlyOne(operations, service), { method: 'GET', path }));
}

/** `strata dead-letters edit`: another payload, as JSON or from a file (`@file`). */
export async function editLetter(
  operations: Operations,
  service: string,
  number: string,
  payload: string,
): Promise<Answer> {
  const body = { number: Number(number), payload: jsonOf(payload), who: whoAmI() };
  return whole(
    await operations.call(onlyOne(operations, service), { method: 'POST', path: '/dead-letters/edit', body }),
  );
}

/** `strata dead-letters replay`: the exit code is 1 when something failed again. */
export async function replayLetters(operations: Operations, service: string, choice: LetterChoice): Promise<Answer> {
  const body = { choice: wireChoice(choice), who: whoAmI() };
  const name = onlyOne(operations, service);
  const job = await operations.call<OperatorJob>(name, { method: 'POST', path: '/dead-letters/replay', body });
  const progress = showProgress(`${name}: replay`, process.stderr);
  const result = await untilDone<ReplayProgress>(operations, name, job, progress.at).finally(progress.end);
  const { replayed, failed, total } = result;
  const waiting = Math.max(0, total - replayed - failed);
  const rest = failed === 0 ? '' : `, ${failed} failed again, ${waiting} wait behind them`;
  return { json: result, text: `${replayed} of ${total} replayed${rest}.`, failed: failed > 0 };
}

/** `strata dead-letters discard`: what only waited behind what is thrown away is replayed. */
export async function discardLetters(operations: Operations, service: string, choice: LetterChoice): Promise<Answer> {
  const body = { choice: wireChoice(choice), who: whoAmI() };
  const path = '/dead-letters/discard';
  const call = { method: 'POST', path, body } as const;
  const result = await operations.call<{ discarded: number; after: ReplayProgress }>(
    onlyOne(operations, service),
    call,
  );
  const { discarded, after } = result;
  const freed = after.total === 0 ? '' : ` ${after.replayed} that waited behind were taken in, ${after.failed} failed.`;
  return { json: result, text: `${discarded} discarded.${freed}`, failed: after.failed > 0 };
}

function wireChoice({ number, all, ...filter }: LetterChoice): unknown {
  const wanted = wireFilter(filter);
  if (number !== undefined) return { number: Number(number) };
  if (Object.keys(wanted).length > 0) return { filter: wanted };
  if (all) return 'all';
  throw new BadUserInputError('Say which dead letters: a number, a filter such as --topic, or --all.');
}

function wireFilter({ aggregate, ...filter }: LetterFilter): Record<string, string> {
  const wanted = { ...filter, aggregateId: aggregate };
  return Object.fromEntries(Object.entries(wanted).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function queryOf(values: Record<string, string>): string {
  const query = new URLSearchParams(values).toString();
  return query === '' ? '' : `?${query}`;
}

/** JSON as it is written, or from a file whose name follows an `@`. @throws BadUserInputError */
export function jsonOf(given: string): unknown {
  try {
    return JSON.parse(given.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given);
  } catch (error) {
    throw new BadUserInputError(`That is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function whole(found: unknown): Answer {
  return { json: found, text: JSON.stringify(found, null, 2) };
}

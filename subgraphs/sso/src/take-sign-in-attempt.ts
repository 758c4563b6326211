import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { command } from '@strata/basis-subgraph';
import { SignInAttempt } from './sign-in-attempt.entity.ts';
import { RateLimitedError } from './sign-in-errors.ts';

/** Failures are forgotten after this long. */
const WINDOW_MS = 15 * 60 * 1_000;
/** Failures in a window: of one account from one address, of one account from anywhere, of one address. */
const MAX_FAILURES = 10;
const MAX_FAILURES_OF_ACCOUNT = 100;
const MAX_FAILURES_OF_ADDRESS = 100;
/** Forgotten failures that one attempt clears away. */
const CLEARED_ROWS = 100;

/** Whose secret is tried, from where. */
export interface Attempt {
  account: string;
  address: string;
}

/**
 * Allows one try of a secret, and counts it as failed before the secret is looked at: a thousand tries at once
 * do not all see a clean slate. It is a transaction of its own because hashing takes long enough to exhaust the pool.
 *
 * @throws RateLimitedError
 */
export const takeSignInAttempt = command(async ({ em, now }, { account, address }: Attempt) => {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [account]);
  const since = new Date(now.getTime() - WINDOW_MS);
  await forgetBefore(em, since);
  const failures = await countFailures(em, { account, address }, since);
  const isTooMany =
    failures.both >= MAX_FAILURES ||
    failures.ofAccount >= MAX_FAILURES_OF_ACCOUNT ||
    failures.ofAddress >= MAX_FAILURES_OF_ADDRESS;
  if (isTooMany) throw new RateLimitedError(secondsUntil(failures.oldestMs + WINDOW_MS, now));
  em.persist(em.create(SignInAttempt, { account, address, at: now }));
});

/** Clears the failures of somebody who proved to be who they say. */
export const forgiveSignInAttempts = command(async ({ em }, { account, address }: Attempt) => {
  await em.nativeDelete(SignInAttempt, { account, address }); // raw access: counters, which nobody loads or publishes
});

interface Failures {
  both: number;
  ofAccount: number;
  ofAddress: number;
  /** Milliseconds since 1970. */
  oldestMs: number;
}

async function countFailures(em: SqlEntityManager, { account, address }: Attempt, since: Date): Promise<Failures> {
  const [row] = await em.execute<{ both: number; of_account: number; of_address: number; oldest_ms: number | null }[]>(
    `select count(*) filter (where account = ? and address = ?)::int as both,
            count(*) filter (where account = ?)::int as of_account,
            count(*) filter (where address = ?)::int as of_address,
            (extract(epoch from min(at)) * 1000)::float8 as oldest_ms
     from sign_in_attempt where at > ? and (account = ? or address = ?)`,
    [account, address, account, address, since, account, address],
  );
  return {
    both: row?.both ?? 0,
    ofAccount: row?.of_account ?? 0,
    ofAddress: row?.of_address ?? 0,
    oldestMs: row?.oldest_ms ?? since.getTime(),
  };
}

/** Skips what another attempt is clearing, so that the two never wait for each other. */
async function forgetBefore(em: SqlEntityManager, since: Date): Promise<void> {
  await em.execute(
    `delete from sign_in_attempt where id in
       (select id from sign_in_attempt where at <= ? limit ${CLEARED_ROWS} for update skip locked)`,
    [since],
  );
}

function secondsUntil(thenMs: number, now: Date): number {
  return Math.max(1, Math.ceil((thenMs - now.getTime()) / 1_000));
}

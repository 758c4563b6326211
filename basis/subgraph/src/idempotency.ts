import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import { BadUserInputError, ConflictError, type Write } from '@strata/basis-core';

/** How long a key is remembered. */
const KEPT = '24 hours';
/** Old keys that each new one takes with it. */
const SWEPT_AT_ONCE = 10;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** One run of a command under a client's `Idempotency-Key`. */
export interface IdempotentRun {
  /** The viewer's id: keys of different people never meet. */
  viewer: string;
  key: string;
  /** Which command of the request it is, from 0. */
  run: number;
  /** The request's fingerprint: the same key with another one is a mistake of the client. */
  request: string;
}

/** A command's result as it is kept: entities by id, so that they are read anew when it is asked for again. */
type StoredResult = Record<string, { entity: string; id: string } | { value: unknown }>;

/** A run that happened. */
export interface StoredRun {
  readonly result: StoredResult;
  /** What it wrote of what is published. */
  readonly writes: readonly Write[];
}

/** Set while commands run that the key is not for. */
const uncounted = new AsyncLocalStorage<true>();

/**
 * Runs commands that are no part of what a client's `Idempotency-Key` is for: each time anew, and not counted among the
 * request's runs, so that a repeat that needs fewer of them still meets its own.
 *
 * @example const { action } = await context.run(beginAction, intent); // once under the key
 *   await outsideTheKey(() => context.run(endAction, { id: action.id, outcome }));
 */
export function outsideTheKey<T>(work: () => T): T {
  return uncounted.run(true, work);
}

/**
 * Reads the key that a client sent.
 *
 * @throws BadUserInputError for one that is too long or not plain ASCII without spaces
 */
export function idempotentRuns(
  viewer: string | null,
  key: string | undefined,
  operation: { query: string; variables?: unknown },
): () => IdempotentRun | undefined {
  if (key === undefined || viewer === null) return () => undefined;
  if (!KEY.test(key)) {
    throw new BadUserInputError('An Idempotency-Key is 1 to 255 printable ASCII characters without spaces.', {
      details: { field: 'Idempotency-Key' },
    });
  }
  const request = createHash('sha256')
    .update(JSON.stringify([operation.query, operation.variables]))
    .digest('hex');
  let run = 0;
  return () => (uncounted.getStore() ? undefined : { viewer, key, run: run++, request });
}

/**
 * Takes the key inside the command's transaction. A request with the same key that is under way is waited for.
 *
 * @returns the result of the run that already happened, if it did
 * @throws ConflictError when the key was used for another request
 */
export async function takeKey(em: SqlEntityManager, run: IdempotentRun): Promise<StoredRun | undefined> {
  const taken = await em.execute<unknown[]>(
    `insert into strata.idempotency (viewer, key, run, request) values (?, ?, ?, ?) on conflict do nothing returning true`,
    [run.viewer, run.key, run.run, run.request],
  );
  if (taken.length > 0) {
    await sweep(em);
    return undefined;
  }
  const [known] = await em.execute<(StoredRun & { request: string })[]>(
    'select request, result, writes from strata.idempotency where viewer = ? and key = ? and run = ?',
    [run.viewer, run.key, run.run],
  );
  if (known?.request === run.request) return known;
  throw new ConflictError('This Idempotency-Key was used for another request.', {
    details: { reason: 'IDEMPOTENCY_KEY_REUSED' },
  });
}

async function sweep(em: SqlEntityManager): Promise<void> {
  await em.execute(
    `delete from strata.idempotency where ctid = any (array(select ctid from strata.idempotency
       where at < now() - interval '${KEPT}' limit ${SWEPT_AT_ONCE} for update skip locked))`,
  );
}

/** Keeps what the command returned and wrote, in its transaction. */
export async function keepRun(
  em: SqlEntityManager,
  run: IdempotentRun,
  { result, writes }: { result: unknown; writes: readonly Write[] },
): Promise<void> {
  const entries = Object.entries((result ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name,
    described(em, value),
  ]);
  await em.execute(
    'update strata.idempotency set result = ?::jsonb, writes = ?::jsonb where viewer = ? and key = ? and run = ?',
    [JSON.stringify(Object.fromEntries(entries)), JSON.stringify(writes), run.viewer, run.key, run.run],
  );
}

function described(em: SqlEntityManager, value: unknown): StoredResult[string] {
  const entity = typeof value === 'object' && value !== null ? value.constructor : undefined;
  const meta = entity === undefined ? undefined : em.getMetadata().find(entity as never);
  return meta === undefined ? { value } : { entity: meta.className, id: (value as { id: string }).id };
}

/** A kept result with its entities as they are now, in the identity map of the request. */
export async function resolveAfresh(orm: MikroORM, em: Pick<SqlEntityManager, 'findOneOrFail'>, { result }: StoredRun) {
  const classes = new Map([...orm.getMetadata().getAll().values()].map((meta) => [meta.className, meta.class]));
  const entries = await Promise.all(
    Object.entries(result).map(async ([name, kept]) => {
      if ('value' in kept) return [name, kept.value] as const;
      return [name, await em.findOneOrFail(classes.get(kept.entity) as never, { id: kept.id } as never)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

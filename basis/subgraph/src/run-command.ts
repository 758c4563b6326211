import { DeadlockException, DriverException, LockWaitTimeoutException } from '@mikro-orm/core';
import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import type { Command, CommandUnit } from './command.ts';
import { type IdempotentRun, keepResult, resolveAfresh, takeKey } from './idempotency.ts';

/** How often a command that met a deadlock or a serialization failure is tried, in all. */
const MAX_ATTEMPTS = 4;
const BACKOFF_MS = 10;
const SERIALIZATION_FAILURE = '40001';

/** What a command runs with, but for the EntityManager of its transaction. */
export interface RunOptions extends Omit<CommandUnit, 'em'> {
  /** Under a client's key the command is carried out once, and its result read afresh for whoever asks again. */
  once?: { run: IdempotentRun; em: Pick<SqlEntityManager, 'findOneOrFail'> } | undefined;
}

/** Runs a command in a transaction of its own, on an EntityManager that knows nothing yet. */
export async function runCommand<Input, Output>(
  orm: MikroORM,
  command: Command<Input, Output>,
  { once, ...unit }: RunOptions,
  input: Input,
): Promise<Output> {
  if (once === undefined) return inTransaction(orm, (em) => command.execute({ ...unit, em }, input));
  const outcome = await inTransaction(orm, async (em) => {
    const stored = await takeKey(em, once.run);
    if (stored !== undefined) return { stored };
    const result = await command.execute({ ...unit, em }, input);
    await em.flush();
    await keepResult(em, once.run, result);
    return { result };
  });
  if ('result' in outcome) return outcome.result;
  return (await resolveAfresh(orm, once.em, outcome.stored)) as Output;
}

async function inTransaction<T>(orm: MikroORM, work: (em: SqlEntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const fresh = orm.em.fork({ clear: true });
      return await fresh.transactional((em) => work(em as SqlEntityManager), { clear: true });
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error;
      await new Promise((resume) => setTimeout(resume, BACKOFF_MS * 2 ** attempt * Math.random()));
    }
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof DeadlockException || error instanceof LockWaitTimeoutException) return true;
  return error instanceof DriverException && error.code === SERIALIZATION_FAILURE;
}

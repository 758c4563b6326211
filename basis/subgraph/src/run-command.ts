import { DeadlockException, DriverException, LockWaitTimeoutException } from '@mikro-orm/core';
import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import type { Command, CommandUnit } from './command.ts';

/** How often a command that met a deadlock or a serialization failure is tried, in all. */
const MAX_ATTEMPTS = 4;
const BACKOFF_MS = 10;
const SERIALIZATION_FAILURE = '40001';

/** Runs a command in a transaction of its own, on an EntityManager that knows nothing yet. */
export async function runCommand<Input, Output>(
  orm: MikroORM,
  command: Command<Input, Output>,
  unit: Omit<CommandUnit, 'em'>,
  input: Input,
): Promise<Output> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const fresh = orm.em.fork({ clear: true });
      return await fresh.transactional((em) => command.execute({ ...unit, em: em as SqlEntityManager }, input), {
        clear: true,
      });
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

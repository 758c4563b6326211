import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import type { Write } from '@strata/basis-core';
import { inTransaction, type TransactionOptions, type Unit, writesOf } from '@strata/basis-messaging';
import type { Command } from './command.ts';
import { type IdempotentRun, keepRun, resolveAfresh, takeKey } from './idempotency.ts';

/** What a command runs with, but for what its transaction brings. */
export interface RunOptions extends Omit<Unit, 'em' | 'emit'>, TransactionOptions {
  /** Under a client's key the command is carried out once, and its result read afresh for whoever asks again. */
  once?: { run: IdempotentRun; em: Pick<SqlEntityManager, 'findOneOrFail'> } | undefined;
  /** Told what the command wrote of what is published, once that is committed, or was before under the same key. */
  onWrites?: ((writes: readonly Write[]) => void) | undefined;
}

/** Runs a command in a transaction of its own, on an EntityManager that knows nothing yet. */
export async function runCommand<Input, Output>(
  orm: MikroORM,
  command: Command<Input, Output>,
  { once, onWrites, emitting, afterCommit, ...origin }: RunOptions,
  input: Input,
): Promise<Output> {
  const options = { emitting, afterCommit };
  if (once === undefined && onWrites === undefined) {
    return inTransaction(orm, origin, (unit) => command.execute(unit, input), options);
  }
  const outcome = await inTransaction(orm, origin, carriedOut, options);
  onWrites?.(outcome.writes);
  return outcome.read();

  async function carriedOut(unit: Unit) {
    const stored = once && (await takeKey(unit.em, once.run));
    if (once !== undefined && stored !== undefined) {
      return { writes: stored.writes, read: async () => (await resolveAfresh(orm, once.em, stored)) as Output };
    }
    const result = await command.execute(unit, input);
    const writes = await writesOf(unit.em);
    if (once !== undefined) await keepRun(unit.em, once.run, { result, writes });
    return { writes, read: () => result };
  }
}

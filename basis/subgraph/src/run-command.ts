import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import { inTransaction, type TransactionOptions, type Unit } from '@strata/basis-messaging';
import type { Command } from './command.ts';
import { type IdempotentRun, keepResult, resolveAfresh, takeKey } from './idempotency.ts';

/** What a command runs with, but for what its transaction brings. */
export interface RunOptions extends Omit<Unit, 'em' | 'emit'>, TransactionOptions {
  /** Under a client's key the command is carried out once, and its result read afresh for whoever asks again. */
  once?: { run: IdempotentRun; em: Pick<SqlEntityManager, 'findOneOrFail'> } | undefined;
}

/** Runs a command in a transaction of its own, on an EntityManager that knows nothing yet. */
export async function runCommand<Input, Output>(
  orm: MikroORM,
  command: Command<Input, Output>,
  { once, emitting, afterCommit, ...origin }: RunOptions,
  input: Input,
): Promise<Output> {
  const options = { emitting, afterCommit };
  if (once === undefined) return inTransaction(orm, origin, (unit) => command.execute(unit, input), options);
  const carriedOut = async (unit: Unit) => {
    const stored = await takeKey(unit.em, once.run);
    if (stored !== undefined) return { stored };
    const result = await command.execute(unit, input);
    await unit.em.flush();
    await keepResult(unit.em, once.run, result);
    return { result };
  };
  const outcome = await inTransaction(orm, origin, carriedOut, options);
  if ('result' in outcome) return outcome.result;
  return (await resolveAfresh(orm, once.em, outcome.stored)) as Output;
}

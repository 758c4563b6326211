import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { WireMoney } from '@strata/basis-contract';
import { StrataError } from '@strata/basis-core';
import type { Failed, OutsideUnit } from '@strata/basis-messaging';
import { ProviderRefusedError } from '@strata/basis-network';
import { command } from '@strata/basis-subgraph';
import type { PaymentProvider } from './provider.ts';
import { type AskedOperation, AttemptOutcome, ProviderAttempt } from './provider-attempt.entity.ts';
import { paymentProviders } from './providers.ts';

/** An attempt that was written down before the provider was asked. */
export type BegunAttempt = Pick<ProviderAttempt, 'id' | 'provider'>;

/** What came of one. */
export interface AttemptAnswer {
  id: string;
  outcome: AttemptOutcome;
  error: string | null;
}

export function beginAttempt(em: SqlEntityManager, asked: AskedOperation, now: Date): BegunAttempt {
  const attempt = ProviderAttempt.of(asked, now);
  em.persist(attempt);
  return attempt;
}

export async function answerAttempt(
  em: SqlEntityManager,
  { id, outcome, error }: AttemptAnswer,
  now: Date,
): Promise<void> {
  const attempt = await em.findOneOrFail(ProviderAttempt, id);
  attempt.answer(outcome, error, now);
}

const endAttempt = command(({ em, now }, answer: AttemptAnswer) => answerAttempt(em, answer, now));

/** Asks a payment's provider for something, and writes down what came of it. */
export async function askProvider<T>(
  unit: OutsideUnit,
  attempt: BegunAttempt,
  ask: (provider: PaymentProvider) => Promise<T>,
): Promise<T> {
  const { answer, ended } = await askOnly(unit, attempt, ask);
  await unit.run(endAttempt, ended);
  return answer;
}

/** Asks, and leaves it to the caller to write down what came of it; a failure is written down at once. */
export async function askOnly<T>(
  unit: OutsideUnit,
  { id, provider }: BegunAttempt,
  ask: (provider: PaymentProvider) => Promise<T>,
): Promise<{ answer: T; ended: AttemptAnswer }> {
  const asked = async () => ask(paymentProviders.through(provider, unit));
  const answer = await asked().catch(async (error) => {
    await unit.run(endAttempt, { id, outcome: AttemptOutcome.FAILED, error: nameOf(error) });
    throw error;
  });
  const outcome = answer === 'DECLINED' ? AttemptOutcome.DECLINED : AttemptOutcome.DONE;
  return { answer, ended: { id, outcome, error: null } };
}

/** What costs nothing no provider is asked about: some refuse it, and there is nothing to hold. */
export const isNothing = ({ minor }: WireMoney): boolean => BigInt(minor) === 0n;

/** The provider will not do it. */
export const DECLINED = { failed: 'DECLINED' } as const;

/** What the provider understood, and refuses for good, is declined. */
export async function declinedIfRefused<T extends object>(work: Promise<T>): Promise<T | Failed<'DECLINED'>> {
  return work.catch((error) => {
    if (error instanceof ProviderRefusedError) return DECLINED;
    throw error;
  });
}

/** What is in the way of undoing something may go away, such as a balance that is too low: so often it is tried. */
const REFUSALS = 30;

/** What the provider refuses to undo, again and again, somebody has to do by hand. */
export async function refusedAtLast<T extends object>(
  { attempt }: Pick<OutsideUnit, 'attempt'>,
  work: Promise<T>,
): Promise<T | Failed<'REFUSED'>> {
  return work.catch((error) => {
    if (error instanceof ProviderRefusedError && attempt >= REFUSALS) return { failed: 'REFUSED' };
    throw error;
  });
}

function nameOf(error: unknown): string {
  if (error instanceof StrataError) return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

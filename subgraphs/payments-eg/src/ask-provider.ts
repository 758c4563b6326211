import { StrataError } from '@strata/basis-core';
import type { Failed, OutsideUnit } from '@strata/basis-messaging';
import { ProviderRefusedError } from '@strata/basis-network';
import { command } from '@strata/basis-subgraph';
import type { Operation, PaymentProvider } from './provider.ts';
import { type AskedOperation, AttemptOutcome, ProviderAttempt } from './provider-attempt.entity.ts';
import type { ProviderPayment } from './provider-payment.entity.ts';
import { paymentProviders } from './providers.ts';

const beginAttempt = command(async ({ em, now }, asked: AskedOperation) => {
  const attempt = ProviderAttempt.of(asked, now);
  em.persist(attempt);
  return attempt.id;
});

interface AttemptAnswer {
  id: string;
  outcome: AttemptOutcome;
  error: string | null;
}

const endAttempt = command(async ({ em, now }, { id, outcome, error }: AttemptAnswer) => {
  const attempt = await em.findOneOrFail(ProviderAttempt, id);
  attempt.answer(outcome, error, now);
});

/** Asks the payment's provider for something. That it was asked is written down before, what came of it afterwards. */
export async function askProvider<T>(
  unit: OutsideUnit,
  { id: paymentId, provider }: ProviderPayment,
  operation: Operation,
  ask: (provider: PaymentProvider) => Promise<T>,
): Promise<T> {
  const id = await unit.run(beginAttempt, { paymentId, provider, operation });
  const asked = async () => ask(paymentProviders.through(provider, unit));
  const answer = await asked().catch(async (error) => {
    await unit.run(endAttempt, { id, outcome: AttemptOutcome.FAILED, error: nameOf(error) });
    throw error;
  });
  const outcome = answer === 'DECLINED' ? AttemptOutcome.DECLINED : AttemptOutcome.DONE;
  await unit.run(endAttempt, { id, outcome, error: null });
  return answer;
}

/** The provider will not do it. */
export const DECLINED = { failed: 'DECLINED' } as const;

/** What the provider understood, and refuses for good, is declined. */
export async function declinedIfRefused<T extends object>(work: Promise<T>): Promise<T | Failed<'DECLINED'>> {
  return work.catch((error) => {
    if (error instanceof ProviderRefusedError) return DECLINED;
    throw error;
  });
}

function nameOf(error: unknown): string {
  if (error instanceof StrataError) return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

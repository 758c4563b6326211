import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { OutsideUnit } from '@strata/basis-messaging';
import { command } from '@strata/basis-subgraph';
import { type AttemptAnswer, answerAttempt, type BegunAttempt, beginAttempt } from './ask-provider.ts';
import type { Operation } from './provider.ts';
import { ProviderPayment } from './provider-payment.entity.ts';
import { paymentProviders } from './providers.ts';

/** What is written down about a payment in one transaction. */
interface Entry {
  change?(payment: ProviderPayment, now: Date): void;
  /** An attempt that was answered meanwhile. */
  ended?: AttemptAnswer;
  /** What its provider is asked for next, if anything: the attempt at it begins. */
  next?(payment: ProviderPayment): Operation | undefined;
}

/** A payment's record as it is now, and the attempt that began with it. */
export interface Entered {
  readonly payment: ProviderPayment;
  readonly attempt: BegunAttempt | undefined;
}

/** The payment's record, made if there is none yet, and the attempt at what is asked for next. */
export function enterPayment(unit: OutsideUnit, paymentId: string, next?: Entry['next']): Promise<Entered> {
  return writeDown(unit, paymentId, { ...(next && { next }) });
}

/** Notes the provider's name for a payment, which it may have been cancelled before. */
export function namePayment(
  unit: OutsideUnit,
  paymentId: string,
  { reference, ...entry }: { reference: string } & Pick<Entry, 'ended' | 'next'>,
): Promise<Entered> {
  return writeDown(unit, paymentId, { ...entry, change: (payment) => payment.name(reference) });
}

/** Notes that no money may be held for it any more, before the provider is told. */
export function cancelPayment(unit: OutsideUnit, paymentId: string, next: Entry['next']): Promise<Entered> {
  return writeDown(unit, paymentId, { ...(next && { next }), change: (payment, now) => payment.cancel(now) });
}

function writeDown(unit: OutsideUnit, id: string, entry: Entry): Promise<Entered> {
  return unit.run(enterLocked, { id, provider: paymentProviders.chosen(unit.environment), entry });
}

const enterLocked = command(
  async ({ em, now }, { id, provider, entry }: { id: string; provider: string; entry: Entry }): Promise<Entered> => {
    const payment = await lockedPayment(em, { id, provider });
    entry.change?.(payment, now);
    if (entry.ended !== undefined) await answerAttempt(em, entry.ended, now);
    const operation = entry.next?.(payment);
    const attempt = operation && beginAttempt(em, { paymentId: id, provider: payment.provider, operation }, now);
    return { payment, attempt };
  },
);

/** @param known who it goes to when it is a new one */
async function lockedPayment(
  em: SqlEntityManager,
  known: Pick<ProviderPayment, 'id' | 'provider'>,
): Promise<ProviderPayment> {
  const insert = em.createQueryBuilder(ProviderPayment).insert(known); // raw access: two who come first make one row
  await insert.onConflict('id').ignore().execute('run');
  return em.findOneOrFail(ProviderPayment, known.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

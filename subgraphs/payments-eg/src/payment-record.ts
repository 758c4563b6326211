import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { OutsideUnit } from '@strata/basis-messaging';
import { command } from '@strata/basis-subgraph';
import { ProviderPayment } from './provider-payment.entity.ts';
import { paymentProviders } from './providers.ts';

type Change = (payment: ProviderPayment, now: Date) => void;

/** The payment's record, made if there is none yet. */
export function enterPayment(unit: OutsideUnit, paymentId: string): Promise<ProviderPayment> {
  return changeRecord(unit, paymentId, () => undefined);
}

/** Notes the provider's name for a payment. @returns the record as it is now: it may have been cancelled meanwhile */
export function namePayment(unit: OutsideUnit, paymentId: string, reference: string): Promise<ProviderPayment> {
  return changeRecord(unit, paymentId, (payment) => payment.name(reference));
}

/** Notes that no money may be held for it any more, before the provider is told. */
export function cancelPayment(unit: OutsideUnit, paymentId: string): Promise<ProviderPayment> {
  return changeRecord(unit, paymentId, (payment, now) => payment.cancel(now));
}

function changeRecord(unit: OutsideUnit, id: string, change: Change): Promise<ProviderPayment> {
  return unit.run(changeLocked, { id, provider: paymentProviders.chosen(unit.environment), change });
}

const changeLocked = command(
  async ({ em, now }, { id, provider, change }: { id: string; provider: string; change: Change }) => {
    const payment = await lockedPayment(em, { id, provider });
    change(payment, now);
    return payment;
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

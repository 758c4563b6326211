import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { WireMoney } from '@strata/basis-contract';
import { command } from '@strata/basis-subgraph';
import type { Operation } from '../provider.ts';
import { type SandboxAnswer, SandboxCharge, type Trouble } from './sandbox-charge.entity.ts';

/** So often nothing is heard of a request, and nothing is done about it. */
const UNANSWERED_CALLS = 2;

/** A request to the sandbox. The first, which opens a payment, has no reference yet. */
export interface SandboxRequest {
  operation: Operation;
  key: string;
  paymentId: string;
  amount?: WireMoney;
}

/** What the sandbox did. `trouble`: what happens to its answer on the way. */
export interface SandboxReply {
  reference: string;
  answer: SandboxAnswer;
  trouble?: Trouble;
}

/** What the provider would do on its side: one transaction in its own ledger, whatever the caller hears of it. */
export const askSandbox = command(async ({ em }, request: SandboxRequest): Promise<SandboxReply> => {
  const { operation, key, amount } = request;
  const charge = await lockedCharge(em, request);
  const nth = charge.call(operation);
  const trouble = troubleOf(charge, operation, nth);
  const answer = trouble === 'NO_ANSWER' ? 'DONE' : charge.carryOut(operation, key, amount);
  return { reference: charge.id, answer, ...(trouble === undefined ? {} : { trouble }) };
});

/** Nothing is wrong with opening a payment, and what is asked for again is answered at once. */
function troubleOf({ trouble }: SandboxCharge, operation: Operation, nth: number): Trouble | undefined {
  if (operation === 'open' || trouble === undefined) return undefined;
  return nth <= (trouble === 'NO_ANSWER' ? UNANSWERED_CALLS : 1) ? trouble : undefined;
}

async function lockedCharge(
  em: SqlEntityManager,
  { operation, paymentId, amount }: SandboxRequest,
): Promise<SandboxCharge> {
  if (operation === 'open' && amount !== undefined) {
    const charge = em.createQueryBuilder(SandboxCharge).insert(SandboxCharge.of(paymentId, amount)); // raw access: two who open it at once open one
    await charge.onConflict('paymentId').ignore().execute('run');
  }
  return em.findOneOrFail(SandboxCharge, { paymentId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

import { setTimeout as pause } from 'node:timers/promises';
import type { OutsideUnit } from '@strata/basis-messaging';
import { adapter, ProviderRefusedError } from '@strata/basis-network';
import { idempotencyKey, type Operation, type PaymentProvider, type PaymentRequest } from '../provider.ts';
import { askSandbox, type SandboxReply, type SandboxRequest } from './ask-sandbox.ts';

const LATE_MS = 5_000;
/** Longer than any call may take. */
const NEVER_MS = 3_600_000;

/** The sandbox did what it was asked for, and the answer never arrived. */
class AnswerLostError extends Error {
  override readonly name = 'AnswerLostError';
}

/**
 * A provider that moves no money, for development and tests. Its ledger, `SandboxCharge`, is durable; amounts say what
 * goes wrong: those that end in .13 are declined; of .17, twice nothing is done and nothing heard; of .19 the first
 * answer is lost; of .23 the first answer takes 5 s. All but the first is so of each operation.
 */
export const sandboxProvider = adapter(
  {},
  (_settings, { run }: Pick<OutsideUnit, 'environment' | 'run'>): PaymentProvider => {
    const ask = async (
      operation: Operation,
      request: Omit<PaymentRequest, 'reference'> & Pick<SandboxRequest, 'amount'>,
    ) => {
      const { paymentId, amount, signal } = request;
      const key = idempotencyKey(paymentId, operation);
      const reply = await run(askSandbox, { operation, key, paymentId, ...(amount === undefined ? {} : { amount }) });
      await onTheWay(reply, signal);
      if (reply.answer === 'REFUSED') throw new ProviderRefusedError('sandbox', `${operation} contradicts its ledger`);
      return { reference: reply.reference, verdict: reply.answer };
    };
    return {
      open: async (request) => ({ reference: (await ask('open', request)).reference }),
      authorise: async (request) => (await ask('authorise', request)).verdict,
      capture: async (request) => (await ask('capture', request)).verdict,
      cancel: async (request) => void (await ask('cancel', request)),
      refund: async (request) => void (await ask('refund', request)),
    };
  },
);

/** What happens to an answer before it arrives. */
async function onTheWay({ trouble }: SandboxReply, signal: AbortSignal): Promise<void> {
  if (trouble === 'LOST_ANSWER') throw new AnswerLostError('The connection was closed before an answer came.');
  if (trouble === 'NO_ANSWER') await pause(NEVER_MS, undefined, { signal });
  if (trouble === 'LATE_ANSWER') await pause(LATE_MS, undefined, { signal });
}

import type { WireMoney } from '@strata/basis-contract';
import type { ExternalRequest } from '@strata/basis-network';

/** What can be asked of a provider about a payment. */
export type Operation = 'open' | 'authorise' | 'capture' | 'cancel' | 'refund';

/** What the provider says to something that it may decline. */
export type Verdict = 'DONE' | 'DECLINED';

/** About which payment something is asked: `reference` is the provider's own name for it. */
export interface PaymentRequest extends ExternalRequest {
  readonly paymentId: string;
  readonly reference: string;
}

/**
 * Whoever moves the money. Each may be asked for again, at the same time too, and has one effect; what was cancelled
 * stays so, whatever is asked for before, meanwhile or later. What a method rejects with leaves open whether it took
 * effect; a `ProviderRefusedError` says that it did not and never will.
 */
export interface PaymentProvider {
  /** Makes the payment known; no money is held yet. */
  open(request: Omit<PaymentRequest, 'reference'> & { readonly amount: WireMoney }): Promise<{ reference: string }>;
  /** Has the amount held back that it was opened with. */
  authorise(request: PaymentRequest): Promise<Verdict>;
  /** Takes so much of the money that is held. */
  capture(request: PaymentRequest & { readonly amount: WireMoney }): Promise<Verdict>;
  /** Lets go of what is held, and gives back what was taken. */
  cancel(request: PaymentRequest): Promise<void>;
  /** Gives back what was taken, all of it. */
  refund(request: PaymentRequest): Promise<void>;
}

/**
 * Under which the provider does something once. Never of an attempt: whatever is tried again, by whatever process, is
 * the same to the provider.
 */
export function idempotencyKey(paymentId: string, operation: Operation): string {
  return `${paymentId}:${operation}`;
}

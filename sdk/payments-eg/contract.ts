import { id, money, task, text } from '@strata/basis-contract';

// Each may be asked for twice, and in any order: what is cancelled stays so, and a payment is charged and refunded once.

/** Has the provider hold the money back. `reference` is the provider's own name for it. */
export const authorise = task('payments-eg.authorise', 1, {
  input: { paymentId: id(), amount: money() },
  output: { reference: text() },
  failures: ['DECLINED'],
});

/** Takes the money that is held. */
export const capture = task('payments-eg.capture', 1, {
  input: { paymentId: id(), reference: text(), amount: money() },
  output: {},
  failures: ['DECLINED'],
});

/**
 * Lets go of the money that is held, or will be; also when nobody knows whether it is. `REFUSED`: the provider was asked
 * again and again, and will not.
 */
export const cancel = task('payments-eg.cancel', 1, {
  input: { paymentId: id() },
  output: {},
  failures: ['REFUSED'],
});

/** Gives captured money back, all of it. `REFUSED`: the provider was asked again and again, and will not. */
export const refund = task('payments-eg.refund', 1, {
  input: { paymentId: id(), reference: text(), amount: money() },
  output: {},
  failures: ['REFUSED'],
});

/** Acts on what a provider told unasked: what it holds for a payment that was cancelled is let go of. */
export const takeReport = task('payments-eg.takeReport', 1, { input: { receiptId: id() }, output: {}, failures: [] });

/** Deletes what payments-eg knows of calls and webhooks that are more than 90 days old. It asks itself, every night. */
export const forget = task('payments-eg.forget', 1, { input: {}, output: {}, failures: [] });

import { entity, event, id, money, oneOf, task, text } from '@strata/basis-contract';

/** The money for an order: one payment for each. */
export const Payment = entity('payments.Payment', 1, {
  orderId: id(),
  customerId: id(),
  amount: money(),
  status: oneOf('PENDING', 'AUTHORISED', 'CAPTURING', 'CAPTURED', 'DECLINED', 'CANCELLED', 'REFUNDING', 'REFUNDED'),
});

/** The card's issuer holds the money back for us. */
export const PaymentAuthorised = event('payments.PaymentAuthorised', 1, { of: Payment, fields: { orderId: id() } });

/** There will be no money. The code is stable: `DECLINED` by the issuer, `UNAVAILABLE` when nobody could be asked in time. */
export const PaymentDeclined = event('payments.PaymentDeclined', 1, {
  of: Payment,
  fields: { orderId: id(), code: text() },
});

/** The money is ours. */
export const PaymentCaptured = event('payments.PaymentCaptured', 1, { of: Payment, fields: { orderId: id() } });

/** Has an order's money authorised; what came of it is an event. `CANCELLED`: the payment was called off before. */
export const authorise = task('payments.authorise', 1, {
  input: { orderId: id(), customerId: id(), amount: money() },
  output: { paymentId: id() },
  failures: ['CANCELLED'],
});

/** Has the authorised money captured; what came of it is an event. */
export const capture = task('payments.capture', 1, {
  input: { orderId: id() },
  output: {},
  failures: ['NOT_AUTHORISED'],
});

/** Gives the money back, or lets go of it, whatever became of it so far; none is taken later. */
export const cancel = task('payments.cancel', 1, {
  input: { orderId: id(), customerId: id(), amount: money() },
  output: {},
  failures: [],
});

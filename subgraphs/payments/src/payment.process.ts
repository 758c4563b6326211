import { registerEnumType } from 'type-graphql';

/** Where a payment stands. */
export enum PaymentStatus {
  PENDING = 'PENDING',
  AUTHORISED = 'AUTHORISED',
  CAPTURING = 'CAPTURING',
  CAPTURED = 'CAPTURED',
  DECLINED = 'DECLINED',
  CANCELLED = 'CANCELLED',
  REFUNDING = 'REFUNDING',
  REFUNDED = 'REFUNDED',
}
registerEnumType(PaymentStatus, { name: 'PaymentStatus', description: 'Where the money for an order is.' });

/**
 * What can happen to a payment: what others ask it for, and what comes of what the provider was asked for. It was
 * `declined` when the provider said so; `unavailable`, when nobody knows what the provider did.
 */
export type PaymentStep = 'capture' | 'cancel' | 'authorised' | 'declined' | 'unavailable' | 'captured' | 'refunded';

/** What is done with a step: others are told, the provider is asked. To let go is right whatever it has done so far. */
export type PaymentEffect =
  | 'tellAuthorised'
  | 'tellDeclined'
  | 'tellCaptured'
  | 'askCapture'
  | 'askRefund'
  | 'askLetGo';

/** Where a step leads, and what is done with it. */
type Transition = readonly [PaymentStatus, ...PaymentEffect[]];

const { PENDING, AUTHORISED, CAPTURING, CAPTURED, DECLINED, CANCELLED, REFUNDING, REFUNDED } = PaymentStatus;

/**
 * The whole process. A payment begins PENDING, when its authorisation is asked for, or CANCELLED, when it is called off
 * before. What is not here changes nothing: it comes again, or too late.
 */
export const paymentProcess: Readonly<Record<PaymentStatus, Readonly<Partial<Record<PaymentStep, Transition>>>>> = {
  [PENDING]: {
    authorised: [AUTHORISED, 'tellAuthorised'],
    // The answer that was lost before may have been another: so the provider is told to let go in any case.
    declined: [DECLINED, 'tellDeclined', 'askLetGo'],
    unavailable: [DECLINED, 'tellDeclined', 'askLetGo'],
    cancel: [CANCELLED, 'askLetGo'],
  },
  [AUTHORISED]: {
    capture: [CAPTURING, 'askCapture'],
    cancel: [CANCELLED, 'askLetGo'],
  },
  [CAPTURING]: {
    captured: [CAPTURED, 'tellCaptured'],
    declined: [DECLINED, 'tellDeclined', 'askLetGo'],
    unavailable: [DECLINED, 'tellDeclined', 'askLetGo'],
    cancel: [REFUNDING],
  },
  [CAPTURED]: { cancel: [REFUNDING, 'askRefund'] },
  // A cancellation that came while it was being captured waits here for what comes of that.
  [REFUNDING]: {
    captured: [REFUNDING, 'askRefund'],
    declined: [CANCELLED, 'askLetGo'],
    unavailable: [CANCELLED, 'askLetGo'],
    refunded: [REFUNDED],
  },
  [DECLINED]: {},
  [CANCELLED]: {},
  [REFUNDED]: {},
};

import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-payments';
import * as provider from '@strata/sdk-payments-eg';
import { migrations } from './migrations/index.ts';
import { OrderResolver } from './order.resolver.ts';
import { Order } from './order.type.ts';
import { Payment } from './payment.entity.ts';
import { authoriseOutcome, cancelOutcome, captureOutcome, refundOutcome } from './payment.outcomes.ts';
import { PaymentResolver } from './payment.resolver.ts';
import { authoriseTask, cancelTask, captureTask } from './payment.tasks.ts';
import { permissions } from './payments.permissions.ts';

/** The money for orders: what was asked of the provider, and what came of it. */
export const payments = defineSubgraph({
  name: 'payments',
  entities: [Payment],
  resolvers: [PaymentResolver, OrderResolver],
  references: [
    reference(Payment, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(Payment, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'payments:read', Payment)] }),
    }),
    reference(Order, { key: 'id', owner: 'orders' }),
  ],
  publishes: [
    published(Payment, contract.Payment, { amount: { minor: 'amountMinor', currency: 'currency' } }),
    contract.PaymentAuthorised,
    contract.PaymentDeclined,
    contract.PaymentCaptured,
  ],
  asks: [provider.authorise, provider.capture, provider.cancel, provider.refund],
  handles: [authoriseTask, captureTask, cancelTask, authoriseOutcome, captureOutcome, cancelOutcome, refundOutcome],
  permissions,
  migrations,
});

import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-payments';
import { migrations } from './migrations/index.ts';
import { Payment } from './payment.entity.ts';
import { PaymentResolver } from './payment.resolver.ts';
import { permissions } from './payments.permissions.ts';

/** The payments that people keep. */
export const payments = defineSubgraph({
  name: 'payments',
  entities: [Payment],
  resolvers: [PaymentResolver],
  references: [
    reference(Payment, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(Payment, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'payments:read', Payment)] }),
    }),
  ],
  permissions,
  migrations,
});

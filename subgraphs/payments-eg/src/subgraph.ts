import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-payments-eg';
import { migrations } from './migrations/index.ts';
import { PaymentsEg } from './payments-eg.entity.ts';
import { permissions } from './payments-eg.permissions.ts';
import { PaymentsEgResolver } from './payments-eg.resolver.ts';

/** The payments egs that people keep. */
export const paymentsEg = defineSubgraph({
  name: 'payments-eg',
  entities: [PaymentsEg],
  resolvers: [PaymentsEgResolver],
  references: [
    reference(PaymentsEg, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(PaymentsEg, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'payments-egs:read', PaymentsEg)] }),
    }),
  ],
  permissions,
  migrations,
});

import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-bus';
import { Bus } from './bus.entity.ts';
import { permissions } from './bus.permissions.ts';
import { BusResolver } from './bus.resolver.ts';
import { migrations } from './migrations/index.ts';

/** The buses that people keep. */
export const bus = defineSubgraph({
  name: 'bus',
  entities: [Bus],
  resolvers: [BusResolver],
  references: [
    reference(Bus, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(Bus, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'buses:read', Bus)] }),
    }),
  ],
  publishes: [published(Bus, contract.Bus)],
  permissions,
  migrations,
});

import { reference, rows } from '@strata/basis-graph';
import { published } from '@strata/basis-messaging';
import { type Context, defineSubgraph, replicaReference } from '@strata/basis-subgraph';
import * as contract from '@strata/sdk-orders';
import { migrations } from './migrations/index.ts';
import { Order } from './order.entity.ts';
import { orderProcess } from './order.process.ts';
import { OrderResolver } from './order.resolver.ts';
import { answers, asked } from './order-answers.ts';
import { OrderLine } from './order-line.entity.ts';
import { OrderLineResolver } from './order-line.resolver.ts';
import { permissions } from './orders.permissions.ts';
import { ProductReplica, visibleProducts } from './product.replica.ts';
import { seed } from './seed/seed.ts';
import { UserReplica } from './user.replica.ts';
import { UserResolver } from './user.resolver.ts';

/** Orders: what was ordered, by whom, at which price, how far it came, and what is to happen next. */
export const orders = defineSubgraph({
  name: 'orders',
  entities: [Order, OrderLine, ProductReplica, UserReplica],
  resolvers: [OrderResolver, OrderLineResolver, UserResolver],
  references: [
    reference(Order, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(Order, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'orders:read', Order)] }),
    }),
    replicaReference(UserReplica),
    replicaReference(ProductReplica, visibleProducts),
  ],
  publishes: [
    published(Order, contract.Order, {
      total: { minor: 'totalMinor', currency: 'currency' },
      lines: { each: 'lines', unitPrice: { minor: 'unitPriceMinor', currency: 'currency' } },
    }),
  ],
  asks: asked,
  handles: answers,
  processes: [orderProcess],
  permissions,
  migrations,
  seed,
});

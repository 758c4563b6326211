import { reference, rows } from '@strata/basis-graph';
import { type Context, defineSubgraph } from '@strata/basis-subgraph';
import { migrations } from './migrations/index.ts';
import { Order } from './order.entity.ts';
import { OrderResolver } from './order.resolver.ts';
import { OrderLine } from './order-line.entity.ts';
import { permissions } from './orders.permissions.ts';
import { Product } from './product.replica.ts';
import { seed } from './seed/seed.ts';
import { User } from './user.replica.ts';
import { UserResolver } from './user.resolver.ts';

/** Orders: what was ordered, by whom, at which price, and how far it came. */
export const orders = defineSubgraph({
  name: 'orders',
  entities: [Order, OrderLine],
  resolvers: [OrderResolver, UserResolver],
  references: [
    reference(Order, {
      key: 'id',
      load: (ids, { em, viewer }: Context) =>
        em.find(Order, { $and: [{ id: { $in: [...ids] } }, rows(viewer, 'orders:read', Order)] }),
    }),
    reference(User, { key: 'id', owner: 'sso' }),
    reference(Product, { key: 'id', owner: 'catalog' }),
  ],
  permissions,
  migrations,
  seed,
  calls: { catalog: ['products:read'] },
});

import { defineSubgraph, OPERATE } from '@strata/basis-subgraph';
import { permissions } from './bus.permissions.ts';
import { DeadLetterResolver } from './dead-letter.resolver.ts';
import { EventCatalogueResolver } from './event-catalogue.resolver.ts';
import { migrations } from './migrations/index.ts';
import { OperatorAction } from './operator-action.entity.ts';
import { OperatorActionResolver } from './operator-action.resolver.ts';
import { OutboxResolver } from './outbox.resolver.ts';
import { queueRoutes } from './queue.routes.ts';
import { ReplicaResolver } from './replica.resolver.ts';
import { TaskResolver } from './task.resolver.ts';

/** The view on what services tell each other, and the hands of those who put it right. */
export const bus = defineSubgraph({
  name: 'bus',
  entities: [OperatorAction],
  resolvers: [
    EventCatalogueResolver,
    ReplicaResolver,
    OutboxResolver,
    DeadLetterResolver,
    TaskResolver,
    OperatorActionResolver,
  ],
  routes: queueRoutes,
  calls: { '*': [OPERATE] },
  permissions,
  migrations,
});

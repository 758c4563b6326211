import { Allow } from '@strata/basis-graph';
import type { Context, DescribedUse } from '@strata/basis-subgraph';
import { Ctx, Query, Resolver } from 'type-graphql';
import { EventCatalogue, messageTypesOf } from './event-catalogue.ts';
import { listOf } from './service-list.ts';

@Resolver()
export class EventCatalogueResolver {
  @Allow('bus:read')
  @Query(() => EventCatalogue, { description: 'Entities, events and tasks, with who produces and who consumes them.' })
  async eventCatalogue(@Ctx() context: Context): Promise<EventCatalogue> {
    type Use = DescribedUse & { service: string };
    const choice = { service: null, path: '/messages' };
    const { nodes, unreachable } = await listOf<DescribedUse, Use>(context, choice, (use) => use);
    return { nodes: messageTypesOf(nodes), unreachable };
  }
}

import { Allow } from '@strata/basis-graph';
import type { OutboxStatus } from '@strata/basis-messaging';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { type Outbox, OutboxList, outboxShown } from './outbox.ts';
import { listOf } from './service-list.ts';

@Resolver()
export class OutboxResolver {
  @Allow('bus:read')
  @Query(() => OutboxList, { description: 'What services publish, who reads it, and how far they are.' })
  outboxes(
    @Arg('service', () => String, { nullable: true }) service: string | null,
    @Ctx() context: Context,
  ): Promise<OutboxList> {
    return listOf<OutboxStatus, Outbox>(context, { service, path: '/outbox' }, outboxShown);
  }
}

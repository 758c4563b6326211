import { Allow } from '@strata/basis-graph';
import type { OutboxStatus } from '@strata/basis-messaging';
import type { Context } from '@strata/basis-subgraph';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { operate } from './operate.ts';
import { OperatorActionType } from './operator-action.entity.ts';
import { AbandonConsumerInput } from './outbox.inputs.ts';
import { AbandonConsumerPayload } from './outbox.payloads.ts';
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

  @Allow('bus:operate')
  @Mutation(() => AbandonConsumerPayload, {
    description:
      'Keeps nothing for a consumer any more. Should it come back, it builds its replicas anew, and events are lost to it.',
  })
  async abandonConsumer(
    @Arg('input', () => AbandonConsumerInput) { service, consumer }: AbandonConsumerInput,
    @Ctx() context: Context,
  ): Promise<AbandonConsumerPayload> {
    const type = OperatorActionType.ABANDON_CONSUMER;
    const body = { consumer };
    const operation = { type, service, arguments: body, path: '/outbox/abandon', body } as const;
    return { action: await operate(context, operation, () => ({})) };
  }
}

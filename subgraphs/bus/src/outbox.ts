import { Allow, DateTime } from '@strata/basis-graph';
import type { OutboxStatus } from '@strata/basis-messaging';
import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { moment } from './service-list.ts';

/** Whether anything is kept for a consumer. */
export enum ConsumerState {
  ACTIVE = 'active',
  ABANDONED = 'abandoned',
}
registerEnumType(ConsumerState, { name: 'ConsumerState' });

/** Who reads an outbox, and how far they are. */
@ObjectType({ description: 'Who reads an outbox, and how far they are.' })
@Allow('bus:read')
export class OutboxConsumer {
  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'service; or process, which hears everything from its beginning on.' })
  kind!: string;

  @Field(() => ConsumerState)
  state!: ConsumerState;

  @Field(() => [String])
  topics!: readonly string[];

  @Field(() => Float, { description: 'Messages that it has not confirmed, at most.' })
  unacknowledged!: number;

  @Field(() => Float, { description: 'How long ago the oldest of these was written; 0 when there is none.' })
  oldestSeconds!: number;

  @Field(() => DateTime, { description: 'When it was last heard of.' })
  seenAt!: Date;
}

/** What a service publishes, on its way. */
@ObjectType({ description: 'What a service publishes, on its way.' })
@Allow('bus:read')
export class Outbox {
  @Field(() => String)
  service!: string;

  @Field(() => Float, { description: 'How often messages were taken from it.' })
  tick!: number;

  @Field(() => Float, { description: 'How long ago that was last.' })
  tickAgeSeconds!: number;

  @Field(() => Float, { description: 'On disk.' })
  sizeBytes!: number;

  @Field(() => [OutboxConsumer])
  consumers!: OutboxConsumer[];
}

/** Outboxes, and the services that could not be asked for theirs. */
@ObjectType({ description: 'Outboxes, by service.' })
@Allow('bus:read')
export class OutboxList {
  @Field(() => [Outbox])
  nodes!: Outbox[];

  @Field(() => [String], { description: 'Services that could not be asked.' })
  unreachable!: string[];
}

/** An outbox as the graph shows it. */
export function outboxShown({
  service,
  tick,
  tickAgeSeconds,
  bytes,
  consumers,
}: OutboxStatus & { service: string }): Outbox {
  return {
    ...{ service, tick, tickAgeSeconds, sizeBytes: bytes },
    consumers: consumers.map((consumer) => ({
      ...consumer,
      state: consumer.state as ConsumerState,
      seenAt: moment(consumer.seenAt),
    })),
  };
}

import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Allow, DateTime } from '@strata/basis-graph';
import { Field, ID, ObjectType } from 'type-graphql';
import { masked } from './address.ts';
import type { TransportName } from './mail-transport.ts';

/** How long it is known that a message was sent. */
export const RETENTION_DAYS = 30;

/** What became of a task: the input that it was given, and what was handed over. */
export interface Sending {
  readonly id: string;
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly transport: TransportName;
}

/** A message that was handed over, as operators see it. Neither the address nor what was written is kept. */
@Entity()
@Index({ properties: ['sentAt', 'id'] })
@ObjectType({ description: 'A message that was handed over to be delivered. Known for 30 days.' })
@Allow('platform:operate')
export class SentMessage {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Of the task that it was sent for.' })
  id!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Of the header `Message-ID`: what the mail server’s log has it under.' })
  messageId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'To whom, with all but the first letter of the name left out.' })
  to!: string;

  @Property({ type: 'text' })
  @Field(() => String)
  subject!: string;

  @Property({ type: 'string', length: 20 })
  @Check({ expression: "transport in ('smtp', 'mailbox')" })
  @Field(() => String, { description: '`smtp`, or `mailbox` in development.' })
  transport!: TransportName;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  sentAt!: Date;

  /** What is kept of a message that was sent at this moment. */
  static of({ to, ...sending }: Sending, now: Date): SentMessage {
    return Object.assign(new SentMessage(), sending, { to: masked(to), sentAt: now });
  }
}

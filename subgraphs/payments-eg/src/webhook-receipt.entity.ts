import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';

/** What a provider says happened. */
export interface ProviderEvent {
  /** The name of the adapter. */
  provider: string;
  /** The provider's name for the event: it may be told more than once. */
  eventId: string;
  type: string;
  /** The provider's name for the payment; null for what is about something else. */
  reference: string | null;
}

/** What a provider told unasked, once. Not its whole text, which may say things of the card. */
@Entity()
@Unique({ properties: ['provider', 'eventId'] })
export class WebhookReceipt {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'string', length: 40 })
  provider!: string;

  @Property({ type: 'string', length: 200 })
  eventId!: string;

  @Property({ type: 'string', length: 200 })
  type!: string;

  @Property({ type: 'string', length: 200, nullable: true })
  reference!: string | null;

  @Index()
  @Property({ type: 'datetime', length: 3 })
  receivedAt!: Date;

  static of(event: ProviderEvent, now: Date): WebhookReceipt {
    return Object.assign(new WebhookReceipt(), event, { receivedAt: now });
  }
}

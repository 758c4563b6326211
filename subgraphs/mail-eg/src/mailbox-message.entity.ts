import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { Mail } from './mail.ts';

/** A message as its recipient would have got it. In development alone: it has the address, and what was written. */
@Entity()
@Index({ properties: ['sentAt', 'id'] })
export class MailboxMessage {
  /** Of the task that it was sent for. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  messageId!: string;

  @Property({ type: 'text' })
  from!: string;

  @Property({ type: 'text' })
  to!: string;

  @Property({ type: 'text' })
  subject!: string;

  @Property({ type: 'text', lazy: true })
  text!: string;

  @Property({ type: 'text', lazy: true })
  html!: string;

  @Property({ type: 'datetime', length: 3 })
  sentAt!: Date;

  /** A message that was sent at this moment. */
  static of(mail: Mail, now: Date): MailboxMessage {
    return Object.assign(new MailboxMessage(), mail, { sentAt: now });
  }
}

import { Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Allow, DateTime } from '@strata/basis-graph';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Operation } from './provider.ts';

/** What came of asking. */
export enum AttemptOutcome {
  DONE = 'DONE',
  DECLINED = 'DECLINED',
  FAILED = 'FAILED',
}
registerEnumType(AttemptOutcome, { name: 'PaymentAttemptOutcome' });

/** What is asked of which provider. */
export interface AskedOperation {
  paymentId: string;
  provider: string;
  operation: Operation;
}

/** One time that a provider was asked for something, for operators. Of the card it knows nothing. */
@Entity()
@Index({ properties: ['askedAt', 'id'] })
@Index({ properties: ['paymentId', 'askedAt', 'id'] })
@ObjectType('PaymentAttempt', { description: 'One time that a payment provider was asked for something.' })
@Allow('platform:operate')
export class ProviderAttempt {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @Property({ type: 'uuid' })
  @Field(() => ID)
  paymentId!: string;

  /** The name of the adapter. */
  @Property({ type: 'string', length: 40 })
  @Field(() => String)
  provider!: string;

  @Property({ type: 'string', length: 20 })
  @Field(() => String, { description: 'open, authorise, capture, cancel or refund.' })
  operation!: Operation;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  askedAt!: Date;

  @Property({ type: 'datetime', length: 3, nullable: true })
  @Field(() => DateTime, {
    nullable: true,
    description: 'Null while it is being asked, and when the process died then.',
  })
  answeredAt: Date | null = null;

  @Enum({ items: () => AttemptOutcome, nullable: true })
  @Field(() => AttemptOutcome, { nullable: true })
  outcome: AttemptOutcome | null = null;

  /** A stable code, or the name of an error: never a text, which might hold what nobody should see. */
  @Property({ type: 'string', length: 100, nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it failed, such as PROVIDER_TIMEOUT.' })
  error: string | null = null;

  static of(asked: AskedOperation, now: Date): ProviderAttempt {
    return Object.assign(new ProviderAttempt(), asked, { askedAt: now });
  }

  answer(outcome: AttemptOutcome, error: string | null, now: Date): void {
    Object.assign(this, { outcome, error, answeredAt: now });
  }
}

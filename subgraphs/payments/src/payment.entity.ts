import { Check, Entity, Enum, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import type { WireMoney } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { Allow, DateTime, Money } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { type PaymentEffect, PaymentStatus, type PaymentStep, paymentProcess } from './payment.process.ts';

/** What a payment is for. */
export interface PaymentFor {
  orderId: string;
  customerId: string;
  amount: WireMoney;
}

/** The money for an order: one payment for each. */
@Entity()
@Check({ name: 'payment_decline_code', expression: "(status = 'DECLINED') = (decline_code is not null)" })
@Check({
  name: 'payment_reference',
  expression: "reference is not null or status in ('PENDING', 'DECLINED', 'CANCELLED')",
})
@ObjectType({ description: 'The money for an order.' })
@Directive('@key(fields: "id")')
@Allow('payments:read')
export class Payment {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  /** orders'; no foreign key, for it is another service's row. */
  @Property({ type: 'uuid' })
  @Unique()
  orderId!: string;

  /** sso's. A grant's condition compares it with the viewer. */
  @Property({ type: 'uuid' })
  customerId!: string;

  /** In minor units: cents. */
  @Property({ type: 'bigint' })
  @Check({ expression: 'amount_minor >= 0' })
  amountMinor!: bigint;

  @Property({ type: 'character', length: 3 })
  @Check({ expression: "currency ~ '^[A-Z]{3}$'" })
  currency!: string;

  @Enum({ items: () => PaymentStatus })
  @Field(() => PaymentStatus)
  status!: PaymentStatus;

  /** The provider's own name for it, once money is held. */
  @Property({ type: 'string', length: 200, nullable: true })
  reference: string | null = null;

  @Property({ type: 'string', length: 40, nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it is DECLINED: DECLINED by the issuer, or UNAVAILABLE.' })
  declineCode: string | null = null;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  createdAt!: Date;

  @Property({ type: 'integer', version: true })
  version!: number;

  @Field(() => Money)
  get amount(): Money {
    return Money.of(this.amountMinor, this.currency);
  }

  /** The same as contracts say it. */
  get wireAmount(): WireMoney {
    return { minor: this.amountMinor.toString(), currency: this.currency };
  }

  /** Whether it was called off: no money is taken for it, or what was taken goes back. */
  get isCalledOff(): boolean {
    const { CANCELLED, REFUNDING, REFUNDED } = PaymentStatus;
    return [CANCELLED, REFUNDING, REFUNDED].includes(this.status);
  }

  /** Whether its money was asked for, and is not refused. */
  get isBeingCaptured(): boolean {
    return [PaymentStatus.CAPTURING, PaymentStatus.CAPTURED].includes(this.status);
  }

  /** @param status where it begins: PENDING, or CANCELLED when it was called off before anybody asked for it */
  static of({ orderId, customerId, amount }: PaymentFor, status: PaymentStatus, now: Date): Payment {
    const amountMinor = BigInt(amount.minor);
    const { currency } = amount;
    return Object.assign(new Payment(), { orderId, customerId, amountMinor, currency, status, createdAt: now });
  }

  /** Goes where the process says that a step leads. @returns what is to be done with it; nothing when it leads nowhere */
  take(step: PaymentStep): readonly PaymentEffect[] {
    const [status, ...effects] = paymentProcess[this.status][step] ?? [this.status];
    if (status === PaymentStatus.DECLINED) this.declineCode ??= step === 'declined' ? 'DECLINED' : 'UNAVAILABLE';
    this.status = status;
    return effects;
  }
}

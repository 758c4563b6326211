import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Allow, DateTime } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A payment, kept by one person. */
@Entity()
@Index({ properties: ['ownerId', 'id'] })
@ObjectType({ description: 'A payment, kept by one person.' })
@Directive('@key(fields: "id")')
@Allow('payments:read')
export class Payment {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  /** The person whose it is. A grant's condition compares it with the viewer. */
  @Property({ type: 'uuid' })
  ownerId!: string;

  @Property({ type: 'string', length: 200 })
  @Check({ expression: "btrim(name) <> ''" })
  @Field(() => String)
  name!: string;

  @Property({ type: 'datetime', length: 3 })
  @Field(() => DateTime)
  createdAt!: Date;

  /** Grows with each change: copies that others keep know by it which is the newer. */
  @Property({ type: 'integer', version: true })
  version!: number;

  /** A new one. */
  static of(ownerId: string, name: string, now: Date): Payment {
    const payment = new Payment();
    payment.ownerId = ownerId;
    payment.name = name.trim();
    payment.createdAt = now;
    return payment;
  }
}

import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Allow, DateTime } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A mail eg, kept by one person. */
@Entity()
@Index({ properties: ['ownerId', 'id'] })
@ObjectType({ description: 'A mail eg, kept by one person.' })
@Directive('@key(fields: "id")')
@Allow('mail-egs:read')
export class MailEg {
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
  static of(ownerId: string, name: string, now: Date): MailEg {
    const mailEg = new MailEg();
    mailEg.ownerId = ownerId;
    mailEg.name = name.trim();
    mailEg.createdAt = now;
    return mailEg;
  }
}

import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';

/** A sign-in that failed, or whose outcome is still open. A sign-in that succeeds takes its rows away. */
@Entity()
@Index({ properties: ['account', 'at'] })
@Index({ properties: ['address', 'at'] })
@Index({ properties: ['at'] })
export class SignInAttempt {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  /** What was typed, normalised; there need not be such an account. */
  @Property({ type: 'string', length: 260 })
  account!: string;

  /** Where it came from, as the gateway saw it. */
  @Property({ type: 'string', length: 45 })
  address!: string;

  @Property({ type: 'datetime' })
  at!: Date;
}

import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** Where a payment is: it stays with the provider that it began with, whatever is configured later. */
@Entity()
export class ProviderPayment {
  /** Whoever asks for it has given it this id. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** The name of the adapter. */
  @Property({ type: 'string', length: 40 })
  provider!: string;

  /** The provider's name for it; null until it is known there. */
  @Property({ type: 'string', length: 200, nullable: true })
  reference: string | null = null;

  /** From then on no money may be held or taken for it. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  cancelledAt: Date | null = null;

  /** The first name stays: another was given to somebody who asked at the same time, and is not used. */
  name(reference: string): void {
    this.reference ??= reference;
  }

  cancel(now: Date): void {
    this.cancelledAt ??= now;
  }
}

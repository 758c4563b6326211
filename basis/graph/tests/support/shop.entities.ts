import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';

@Entity()
export class Warehouse {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'uuid', nullable: true })
  regionId: string | null = null;

  @Property({ type: 'text' })
  name!: string;
}

/** One column of each kind that conditions compare, and two to-one relations, of which one may be null. */
@Entity()
export class Parcel {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  @Property({ type: 'text', nullable: true })
  label: string | null = null;

  @Property({ type: 'uuid', nullable: true })
  ownerId: string | null = null;

  @Property({ type: 'integer', nullable: true })
  pieces: number | null = null;

  @Property({ type: 'bigint', nullable: true })
  grams: bigint | null = null;

  @Property({ type: 'decimal', precision: 30, scale: 10, nullable: true })
  value: string | null = null;

  @Property({ type: 'double', nullable: true })
  volume: number | null = null;

  @Property({ type: 'boolean', nullable: true })
  fragile: boolean | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  sentAt: Date | null = null;

  @Property({ type: 'date', nullable: true })
  dueOn: string | null = null;

  @ManyToOne(() => Warehouse, { nullable: true, createForeignKeyConstraint: false })
  origin: Warehouse | null = null;

  @ManyToOne(() => Warehouse, { createForeignKeyConstraint: false })
  target!: Warehouse;
}

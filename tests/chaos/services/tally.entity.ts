import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** What readers count: the changes of one thing. It has the thing's id. */
@Entity()
export class Tally {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'integer', version: true })
  version!: number;

  @Property({ type: 'integer' })
  total = 0;
}

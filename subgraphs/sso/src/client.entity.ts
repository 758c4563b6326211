import { Collection } from '@mikro-orm/core';
import { Check, Entity, ManyToMany, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Role } from './role.entity.ts';

/** What is needed to register a machine client. */
export interface NewClient {
  id?: string;
  name: string;
  secretHash: string;
  roles: readonly Role[];
}

/** A machine that signs in with a secret of its own: a partner's system. */
@Entity()
export class Client {
  @PrimaryKey({ type: 'uuid' })
  id: string = newId();

  /** OAuth's `client_id`: `partner-demo`. */
  @Property({ type: 'string', length: 60 })
  @Unique()
  @Check({ expression: "name ~ '^[a-z][a-z0-9-]*$'" })
  name!: string;

  /** Argon2id, in PHC format. */
  @Property({ type: 'string', length: 200, lazy: true, hidden: true })
  @Check({ expression: "secret_hash ~ '^[$]argon2id[$]'" })
  secretHash!: string;

  @ManyToMany(() => Role, undefined, { pivotTable: 'client_role' })
  roles = new Collection<Role>(this);

  @Property({ type: 'integer', version: true })
  version!: number;

  @Property({ type: 'datetime' })
  createdAt: Date = new Date();

  @Property({ type: 'datetime', nullable: true })
  disabledAt: Date | null = null;

  /** A newly registered client. */
  static of({ id = newId(), name, secretHash, roles }: NewClient, now: Date): Client {
    const client = new Client();
    client.id = id;
    client.name = name;
    client.secretHash = secretHash;
    client.createdAt = now;
    client.roles.add(roles);
    return client;
  }

  get isDisabled(): boolean {
    return this.disabledAt !== null;
  }
}

import { Collection } from '@mikro-orm/core';
import { Check, Entity, ManyToMany, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '@strata/basis-core';
import { Allow, Public } from '@strata/basis-graph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { MAX_EMAIL_LENGTH, normalisedEmail } from './email.ts';
import { Role } from './role.entity.ts';

/** What is needed to open an account. `passwordHash` is null for a person who cannot sign in with a password. */
export interface NewUser {
  id?: string;
  email: string;
  displayName: string;
  passwordHash: string | null;
  roles: readonly Role[];
}

/** A person with an account. The name is public, for it stands beside what they write; the address is not. */
// `select … from user` without quotes is PostgreSQL's current user, no error: so the table has another name.
@Entity({ tableName: 'users' })
@ObjectType({ description: 'A person with an account.' })
@Directive('@key(fields: "id")')
@Public()
export class User {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  /** Normalised, which makes the unique constraint one without regard to case. */
  @Property({ type: 'string', length: MAX_EMAIL_LENGTH })
  @Unique()
  @Check({ expression: "email = lower(email) and email ~ '^[^@[:space:]]+@[^@[:space:]]+$'" })
  @Allow('users:read')
  @Field(() => String, { nullable: true, description: 'Only for the person themselves, and for staff.' })
  email!: string;

  @Property({ type: 'string', length: 100 })
  @Check({ expression: "btrim(display_name) <> ''" })
  @Field(() => String, { description: 'The name that others see.' })
  @Directive('@shareable')
  displayName!: string;

  /** Argon2id, in PHC format. Lazy, so that only a sign-in ever holds one in memory. */
  @Property({ type: 'string', length: 200, nullable: true, lazy: true, hidden: true })
  @Check({ expression: "password_hash ~ '^[$]argon2id[$]'" })
  passwordHash: string | null = null;

  @ManyToMany(() => Role, undefined, { pivotTable: 'user_role' })
  roles = new Collection<Role>(this);

  @Property({ type: 'integer', version: true })
  version!: number;

  @Property({ type: 'datetime' })
  createdAt: Date = new Date();

  /** Since when the account is closed to its owner; what they wrote stays. */
  @Property({ type: 'datetime', nullable: true })
  disabledAt: Date | null = null;

  /** A new account. */
  static of({ id = newId(), email, displayName, passwordHash, roles }: NewUser, now: Date): User {
    const user = new User();
    user.id = id;
    user.email = normalisedEmail(email);
    user.displayName = displayName.trim();
    user.passwordHash = passwordHash;
    user.createdAt = now;
    user.roles.add(roles);
    return user;
  }

  /** Whether mail may be sent to the address. Under `.invalid` (RFC 2606) stands what is left of an emptied account. */
  get isReachable(): boolean {
    return !this.isDisabled && !this.email.endsWith('.invalid');
  }

  get isDisabled(): boolean {
    return this.disabledAt !== null;
  }
}

import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { demoId, type Environment } from '@strata/basis-core';
import { Client } from '../client.entity.ts';
import { Role } from '../role.entity.ts';
import { ssoSettings } from '../sso-settings.ts';
import { User } from '../user.entity.ts';
import { demoUsers } from './users.ts';

/** The e-mail domain of all demonstration accounts: reserved (RFC 6761), so that no mail ever leaves. */
export const DEMO_DOMAIN = 'strata.test';

/** The machine client of the demonstration. */
const DEMO_CLIENT = 'partner-demo';

/** `strata`, hashed as password.ts does: made once, because hashing at each first start would make it slower. */
const DEMO_PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$7/r6xpZT9DtWLw0CSlGn3g$GYba40YwIgTKmu8owrBSGUS/9Y4K4wyMOdYCOqJwBSI';

/** The demonstration accounts, whose password everybody knows: never in production. What is there stays as it is. */
export async function seed(em: SqlEntityManager, environment: Environment = process.env): Promise<void> {
  if (!ssoSettings(environment).development) return;
  const now = new Date();
  const roles: Roles = new Map((await em.find(Role, {})).map((role) => [role.name, role]));
  await seedUsers(em, roles, now);
  await seedClient(em, roles, now);
}

type Roles = ReadonlyMap<string, Role>;

async function seedUsers(em: SqlEntityManager, roles: Roles, now: Date): Promise<void> {
  const emails = demoUsers.map(({ email }) => email);
  const known = new Set((await em.find(User, { email: { $in: emails } })).map(({ email }) => email));
  for (const { id, email, displayName, role, canSignIn } of demoUsers.filter((user) => !known.has(user.email))) {
    const passwordHash = canSignIn ? DEMO_PASSWORD_HASH : null;
    em.persist(User.of({ id, email, displayName, passwordHash, roles: named(roles, role) }, now));
  }
  await em.flush();
}

async function seedClient(em: SqlEntityManager, roles: Roles, now: Date): Promise<void> {
  if ((await em.count(Client, { name: DEMO_CLIENT })) > 0) return;
  const id = demoId('client', DEMO_CLIENT);
  em.persist(Client.of({ id, name: DEMO_CLIENT, secretHash: DEMO_PASSWORD_HASH, roles: named(roles, 'partner') }, now));
  await em.flush();
}

function named(roles: Roles, name: string): Role[] {
  const role = roles.get(name);
  return role === undefined ? [] : [role];
}

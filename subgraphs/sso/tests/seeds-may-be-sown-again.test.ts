import { createLogger } from '@strata/basis-core';
import { createOrm } from '@strata/basis-storage';
import { createTestDatabase } from '@strata/basis-testing';
import { Client } from '../src/client.entity.ts';
import { sso } from '../src/index.ts';
import { hashPassword, verifyPassword } from '../src/password.ts';
import { Role, RoleGrant } from '../src/role.entity.ts';
import { seed } from '../src/seed/seed.ts';
import { demoAccounts, demoUsers } from '../src/seed/users.ts';
import { User } from '../src/user.entity.ts';

describe('seeds may be sown again', () => {
  let orm: Awaited<ReturnType<typeof createOrm>>;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    const database = await createTestDatabase(sso);
    const { name: service, entities, migrations } = sso;
    const logger = createLogger({ service: 'test', level: 'fatal' });
    orm = await createOrm({ service, url: database.url, entities, migrations, logger });
    drop = database.drop;
  });
  afterEach(async () => {
    await orm.close(true);
    await drop();
  });

  const sow = (environment = {}) => seed(orm.em.fork({ clear: true }), environment);
  const counts = async () => {
    const em = orm.em.fork();
    return [await em.count(User), await em.count(Client), await em.count(Role), await em.count(RoleGrant)];
  };

  test('the second time adds nothing and changes nothing', async () => {
    await sow();
    const sown = await counts();
    const em = orm.em.fork();
    (await em.findOneOrFail(User, { email: 'customer@strata.test' })).displayName = 'Renamed';
    em.remove(await em.findOneOrFail(RoleGrant, { role: { name: 'partner' }, permission: 'stock:read' }));
    await em.flush();
    await sow();
    expect(await counts()).toEqual(sown.map((count, index) => (index === 3 ? count - 1 : count)));
    const renamed = await orm.em.fork().findOneOrFail(User, { email: 'customer@strata.test' });
    expect(renamed.displayName).toBe('Renamed');
  });

  test('everybody is there, and just the four accounts have the password', async () => {
    await sow();
    const users = await orm.em.fork().find(User, {}, { populate: ['passwordHash', 'roles'] });
    expect(users.map(({ id }) => id).sort()).toEqual(demoUsers.map(({ id }) => id).sort());
    const withPassword = users.filter(({ passwordHash }) => passwordHash !== null);
    expect(withPassword.map(({ email }) => email).sort()).toEqual(demoAccounts.map(({ email }) => email).sort());
    for (const { passwordHash } of withPassword) expect(await verifyPassword('strata', passwordHash)).toBe(true);
    expect(users.every(({ roles }) => roles.length === 1)).toBe(true);
  });

  test('the password of the demonstration is hashed as any other would be now', async () => {
    await sow();
    const account = await orm.em
      .fork()
      .findOneOrFail(User, { email: 'customer@strata.test' }, { populate: ['passwordHash'] });
    const parameters = (hash: string | null) => hash?.split('$').slice(0, 4);
    expect(parameters(account.passwordHash)).toEqual(parameters(await hashPassword('strata')));
    expect(parameters(account.passwordHash)).toEqual(['', 'argon2id', 'v=19', 'm=19456,t=2,p=1']);
  });

  test('in production there are roles, and no account whose password everybody knows', async () => {
    await sow({ STRATA_ENV: 'production' });
    const [users, clients, roles] = await counts();
    expect([users, clients, roles]).toEqual([0, 0, 5]);
  });
});

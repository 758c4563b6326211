import { newId } from '@strata/basis-core';
import { type SsoUnderTest, startSso } from './hosted-sso.ts';

describe('the database holds its own rules', () => {
  let sso: SsoUnderTest;
  beforeAll(async () => {
    sso = await startSso();
  });
  afterAll(() => sso.stop());

  const user = (email: string, name = 'N', hash: string | null = null) =>
    [
      'insert into users (id, email, display_name, password_hash, created_at) values (?, ?, ?, ?, now())',
      [newId(), email, name, hash],
    ] as const;
  const grant = (permission: string, condition: string | null) =>
    ['insert into role_grant values (?, ?, ?::jsonb)', ['customer', permission, condition]] as const;
  const key = (kid: string, jwk: string) =>
    ['insert into signing_key values (?, ?::jsonb, now(), null)', [kid, jwk]] as const;
  const goodKey = '{"crv":"Ed25519","d":"…"}';

  test.each([
    ['an address twice', user('customer@strata.test'), 'users_email_unique'],
    ['an address with capitals', user('Customer@strata.test'), 'users_email_check'],
    ['an address that is none', user('customer'), 'users_email_check'],
    ['a blank name', user('a@strata.test', ' '), 'users_display_name_check'],
    ['a password in the clear', user('a@strata.test', 'N', 'strata'), 'users_password_hash_check'],
    ['a permission that is none', grant('orders', null), 'role_grant_permission_check'],
    ['a condition that is no tree', grant('a:b', '[]'), 'role_grant_condition_check'],
    ['a condition that says nothing', grant('a:b', '{}'), 'role_grant_condition_check'],
    ['a permission of a role twice', grant('orders:read', null), 'role_grant_pkey'],
    ['a key without its private part', key('k', '{"crv":"Ed25519"}'), 'signing_key_private_key_check'],
  ])('it refuses %s', async (_what, [sql, parameters], constraint) => {
    await expect(sso.hosted.orm.em.fork().execute(sql, [...parameters])).rejects.toThrow(constraint);
  });

  test('it refuses a second active key', async () => {
    const em = sso.hosted.orm.em.fork();
    const insert = (kid: string) => em.execute(...(key(kid, goodKey) as unknown as [string, unknown[]])); // a readonly tuple
    await insert('one');
    await expect(insert('two')).rejects.toThrow('signing_key_one_active');
  });
});

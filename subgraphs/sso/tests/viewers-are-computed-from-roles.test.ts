import { newId } from '@strata/basis-core';
import { hashPolicy } from '@strata/basis-network';
import { computeViewer, standardRole } from '../src/index.ts';
import { demoAccounts } from '../src/seed/users.ts';
import { refusalOf, type SsoUnderTest, startSso, viewerIn } from './hosted-sso.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a condition's placeholder
const own = '${viewer.id}';
const idOf = (email: string) => demoAccounts.find((account) => account.email === email)?.id ?? '';

describe('viewers are computed from roles', () => {
  let sso: SsoUnderTest;
  beforeAll(async () => {
    sso = await startSso();
  });
  afterAll(() => sso.stop());

  const viewerOf = (wanted: object) => sso.internal('/internal/viewer', wanted).then(viewerIn);
  const customer = { kind: 'user', subject: idOf('customer@strata.test') };

  test('a customer has conditional grants, staff unconditional ones', async () => {
    const viewer = await viewerOf(customer);
    expect(viewer).toMatchObject({ kind: 'user', id: customer.subject, roles: ['customer'], attributes: {} });
    const { grants } = viewer.policy;
    expect(grants).toContainEqual({ permission: 'products:read', condition: { status: { eq: 'ACTIVE' } } });
    expect(grants).toContainEqual({ permission: 'orders:read', condition: { customerId: { eq: own } } });
    expect(grants).toContainEqual({ permission: 'users:read', condition: { id: { eq: own } } });
    const staff = await viewerOf({ kind: 'user', subject: idOf('staff@strata.test') });
    expect(staff.policy.grants).toContainEqual({ permission: 'orders:read' });
    expect(staff.policy.grants.map(({ permission }) => permission)).not.toContain('platform:operate');
  });

  test('nobody in particular sees the shop window', async () => {
    const viewer = await viewerOf({ kind: 'anonymous', subject: null });
    expect(viewer).toMatchObject({ kind: 'anonymous', id: null, roles: ['anonymous'] });
    expect(viewer.policy.grants.map(({ permission }) => permission)).toEqual(['products:read', 'stock:read']);
  });

  test('a policy is found by its hash, and its hash is what everybody computes', async () => {
    const { policy } = await viewerOf(customer);
    expect(hashPolicy(policy.grants)).toBe(policy.hash);
    const response = await sso.internal(`/internal/policies/${policy.hash}`);
    expect(await response.json()).toEqual(policy);
    for (const unknown of ['0'.repeat(64), 'x', '%00']) {
      expect((await sso.internal(`/internal/policies/${unknown}`)).status).toBe(404);
    }
  });

  test('what SSO answers is what the pure function computes', async () => {
    const computed = computeViewer({ kind: 'user', id: customer.subject, roles: [standardRole('customer')] });
    expect(await viewerOf(customer)).toEqual(computed);
  });

  test('scopes narrow, and never widen', async () => {
    const scopes = ['orders:read', 'products:write'];
    const { policy } = await viewerOf({ ...customer, scopes });
    expect(policy.grants.map(({ permission }) => permission)).toEqual(['orders:read']);
    expect((await viewerOf({ ...customer, scopes: [] })).policy.grants).toEqual([]);
  });

  test('several roles add up; an unconditional grant leaves no condition of the same beside it', () => {
    const [staff, buyer] = [standardRole('staff'), standardRole('customer')];
    const viewer = computeViewer({ kind: 'user', id: newId(), roles: [staff, buyer] });
    const reading = viewer.policy.grants.filter(({ permission }) => permission === 'orders:read');
    expect(reading).toEqual([{ permission: 'orders:read' }]);
    expect(viewer.policy.grants).toContainEqual({ permission: 'orders:place' });
    const reversed = computeViewer({ kind: 'user', id: newId(), roles: [buyer, staff] });
    expect(reversed.policy).toEqual(viewer.policy);
  });

  test.each([
    ['gone', newId()],
    ['disabled', idOf('other@strata.test')],
  ])('a subject that is %s has no viewer', async (_why, subject) => {
    await sso.changeUser('other@strata.test', (user) => {
      user.disabledAt = new Date();
    });
    const response = await sso.internal('/internal/viewer', { kind: 'user', subject });
    expect(await refusalOf(response)).toEqual([401, 'UNAUTHENTICATED']);
  });

  test.each([
    ['no subject', { kind: 'user' }],
    ['an id that is none', { kind: 'user', subject: 'customer' }],
    ['an unknown kind', { kind: 'service', subject: newId() }],
    ['an anonymous subject', { kind: 'anonymous', subject: newId() }],
  ])('%s is refused', async (_what, wanted) => {
    const response = await sso.internal('/internal/viewer', wanted);
    expect(await refusalOf(response)).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('outsiders are told that there is no such URL', async () => {
    const body = JSON.stringify(customer);
    const request = new Request('http://sso/internal/viewer', { method: 'POST', body });
    expect((await sso.hosted.client.fetch(request)).status).toBe(404);
  });
});

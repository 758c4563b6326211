import { newId, type Viewer } from '@strata/basis-core';
import { admitViewer } from '@strata/basis-network';
import { computeViewer, type RoleName, standardRole } from '../src/index.ts';
import { demoCustomers, demoUsers } from '../src/seed/users.ts';
import { type SsoUnderTest, startSso } from './hosted-sso.ts';

const idOf = (email: string) => demoUsers.find((user) => user.email === email)?.id ?? '';
const as = (role: RoleName, id: string | null): Viewer =>
  computeViewer({ kind: id === null ? 'anonymous' : 'user', id, roles: [standardRole(role)] });

const customerId = idOf('customer@strata.test');
const otherId = idOf('other@strata.test');
const customer = as('customer', customerId);
const visitor = as('anonymous', null);
const staff = as('staff', idOf('staff@strata.test'));

describe('people in the graph', () => {
  let sso: SsoUnderTest;
  beforeAll(async () => {
    sso = await startSso();
  });
  afterAll(() => sso.stop());

  const ask = (viewer: Viewer, query: string, variables = {}) => {
    const identity = admitViewer(viewer, new Date(Date.now() + 60_000 * 60 * 24 * 365));
    return sso.hosted.client.execute({ query, variables, identity, requestId: newId() });
  };
  const people = (viewer: Viewer, ids: readonly string[], fields: string) =>
    ask(viewer, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${fields} } } }`, {
      r: ids.map((id) => ({ __typename: 'User', id })),
    });

  test('me is the person who is signed in', async () => {
    const { data, errors } = await ask(customer, '{ me { id displayName email } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      me: { id: customerId, displayName: 'Clara Winther', email: 'customer@strata.test' },
    });
  });

  test('me is null for a visitor, without an error', async () => {
    expect(await ask(visitor, '{ me { id } }')).toEqual({ data: { me: null } });
  });

  test('everybody sees names', async () => {
    const { data, errors } = await people(visitor, [customerId, otherId], 'displayName');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ _entities: [{ displayName: 'Clara Winther' }, { displayName: 'Otis Baptiste' }] });
  });

  test('an address is seen by its owner and by staff', async () => {
    const asCustomer = await people(customer, [customerId, otherId], 'id email');
    expect(asCustomer.data).toEqual({
      _entities: [
        { id: customerId, email: 'customer@strata.test' },
        { id: otherId, email: null },
      ],
    });
    expect(asCustomer.errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [['_entities', 1, 'email'], 'FORBIDDEN'],
    ]);
    const asStaff = await people(staff, [otherId], 'email');
    expect(asStaff).toEqual({ data: { _entities: [{ email: 'other@strata.test' }] } });
    const asVisitor = await people(visitor, [otherId], 'email');
    expect(asVisitor.data).toEqual({ _entities: [{ email: null }] });
    expect(asVisitor.errors).toHaveLength(1);
  });

  test('any number of references costs one statement', async () => {
    const ids = demoCustomers.map(({ id }) => id);
    for (const some of [ids.slice(0, 2), ids]) {
      sso.statements();
      const { data } = await people(visitor, some, 'id');
      expect(data?._entities).toEqual(some.map((id) => ({ id })));
      expect(sso.statements()).toHaveLength(1);
    }
  });

  test('password hashes are neither in the schema nor in what is loaded', async () => {
    expect(sso.hosted.graph.sdl).not.toMatch(/password|secret/i);
    sso.statements();
    await ask(customer, '{ me { displayName } }');
    expect(sso.statements().join()).not.toMatch(/password/);
  });

  test('a reference to nobody is null', async () => {
    expect(await people(visitor, [newId()], 'id')).toEqual({ data: { _entities: [null] } });
  });
});

import { newId } from '@strata/basis-core';
import { startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { __name__ } from '../src/index.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a condition's placeholder, filled in when it is evaluated
const OWN = { ownerId: { eq: '${viewer.id}' } };
const ADD = 'mutation ($name: String!) { add__Noun__(input: { name: $name }) { __noun__ { id name } } }';
const LIST = '{ __nouns__ { totalCount nodes { id name } } }';

const person = () => viewerWith(['__nouns-kebab__:add', { permission: '__nouns-kebab__:read', condition: OWN }]);

let subgraph: TestSubgraph;

beforeAll(async () => {
  subgraph = await startTestSubgraph(__name__);
});

afterAll(() => subgraph.stop());

test('__a-noun__ that a person added is theirs, and nobody else sees it', async () => {
  const [ada, grace] = [person(), person()];
  const added = await subgraph.ask(ADD, { name: 'The first' }, ada);
  expect(added.data).toEqual({ add__Noun__: { __noun__: { id: expect.any(String), name: 'The first' } } });
  const hers = await subgraph.ask(LIST, {}, ada);
  expect(hers.data).toMatchObject({ __nouns__: { totalCount: 1, nodes: [{ name: 'The first' }] } });
  const others = await subgraph.ask(LIST, {}, grace);
  expect(others.data).toEqual({ __nouns__: { totalCount: 0, nodes: [] } });
});

test('one that is not there, or not the viewer’s, is null', async () => {
  const answer = await subgraph.ask('query ($id: ID!) { __noun__(id: $id) { name } }', { id: newId() }, person());
  expect(answer).toEqual({ data: { __noun__: null } });
});

test('nobody reads or adds without permission', async () => {
  for (const [query, variables] of [
    [LIST, {}],
    [ADD, { name: 'The second' }],
  ] as const) {
    const { errors } = await subgraph.ask(query, variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: expect.stringMatching(/UNAUTHENTICATED|FORBIDDEN/) });
  }
});

test('a name that is empty or too long is refused, and nothing is written', async () => {
  const ada = person();
  for (const name of ['', '   ', 'x'.repeat(201), 'NUL \0']) {
    const { errors } = await subgraph.ask(ADD, { name }, ada);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  }
  expect((await subgraph.ask(LIST, {}, ada)).data).toMatchObject({ __nouns__: { totalCount: 0 } });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, NEWEST_FEDERATION_URL } from '../src/index.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-compose-'));
});
afterEach(() => rm(folder, { recursive: true }));

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable"])\n`;

async function composed(files: Record<string, string>, environment: Record<string, string> = {}) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const outcome = await compose({ configFile: join(folder, 'supergraph.yaml'), environment });
  return 'errors' in outcome ? outcome.errors.map((line) => line.replaceAll(`${folder}/`, '')) : outcome.supergraphSdl;
}

const yamlOf = (...names: string[]) =>
  `federation_version: =2.12.0\nsubgraphs:\n${names
    .map((name) => `  ${name}:\n    routing_url: http://${name}/graphql\n    schema:\n      file: ./${name}.graphql\n`)
    .join('')}`;

test('from the file that rover reads', async () => {
  const files = {
    'supergraph.yaml': yamlOf('a', 'b'),
    'a.graphql': `${LINK}type Query { x: X } type X @key(fields: "id") { id: ID! }`,
    'b.graphql': `${LINK}type X @key(fields: "id") { id: ID! y: Int }`,
  };
  expect(await composed(files)).toContain('y: Int @join__field(graph: B)');
});

test('with variables of the environment, and their defaults', async () => {
  const files = {
    'supergraph.yaml': `federation_version: 2
subgraphs:
  a: { routing_url: "\${env.A_URL:-http://a:1/graphql}", schema: { file: "./\${env.NAME}.graphql" } }`,
    'a.graphql': `${LINK}type Query { x: Int }`,
  };
  expect(await composed(files, { NAME: 'a' })).toContain('url: "http://a:1/graphql"');
  expect(await composed(files, { NAME: 'a', A_URL: 'https://b' })).toContain('url: "https://b"');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what the file writes.
  expect(await composed(files)).toEqual(['supergraph.yaml: ${env.NAME} is not set and has no default']);
});

test('the newest federation version is one that it takes', async () => {
  const link = `extend schema @link(url: "${NEWEST_FEDERATION_URL}", import: ["@key"])\n`;
  const files = {
    'supergraph.yaml': yamlOf('a').replace('=2.12.0', '2'),
    'a.graphql': `${link}type Query { x: Int }`,
  };
  expect(await composed(files)).toContain('x: Int');
});

describe('errors name subgraph, file, line and column', () => {
  test.each<[string, string, string]>([
    [
      'of syntax',
      `${LINK}type Query { x: }`,
      'INVALID_GRAPHQL: [b] Syntax Error: Expected Name, found "}". (./b.graphql:2:17)',
    ],
    [
      'of an unknown type',
      `${LINK}type Query {\n  y: Foo\n}`,
      'INVALID_GRAPHQL: [b] Unknown type Foo (./b.graphql:3:6)',
    ],
    [
      'of a clash between subgraphs',
      `${LINK}type Query {\n  x: String @shareable\n}`,
      'FIELD_TYPE_MISMATCH: Type of field "Query.x" is incompatible across subgraphs: it has type "Int" in subgraph "a" but type "String" in subgraph "b" (./a.graphql:2:14, ./b.graphql:3:3)',
    ],
    [
      'of a federation version that the file does not allow',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.14")\ntype Query { y: Int }`,
      'INVALID_LINK: [b] links federation v2.14; the newest here is v2.12 (./b.graphql:1:15)',
    ],
  ])('%s', async (_what, sdl, message) => {
    const a = `${LINK}type Query { x: Int @shareable }`;
    const [line] = await composed({ 'supergraph.yaml': yamlOf('a', 'b'), 'a.graphql': a, 'b.graphql': sdl });
    expect(line).toBe(message);
  });
});

describe('a wrong supergraph.yaml is told apart', () => {
  test.each<[string, string, string[]]>([
    ['something unknown', `${yamlOf('a')}extra: 1\n`, ['supergraph.yaml: extra: is not known here']],
    [
      'a schema that needs a running subgraph',
      'subgraphs:\n  a:\n    routing_url: x\n    schema:\n      subgraph_url: http://a\n',
      [
        'supergraph.yaml: subgraphs.a.schema.file: Invalid input: expected string, received undefined',
        'supergraph.yaml: subgraphs.a.schema.subgraph_url: is not known here',
      ],
    ],
    [
      'a schema that is not there',
      yamlOf('a', 'b'),
      ['[a] ./a.graphql: cannot be read (ENOENT)', '[b] ./b.graphql: cannot be read (ENOENT)'],
    ],
    ['no YAML', 'a: [', [expect.stringMatching(/^supergraph\.yaml:1:\d+: is not YAML/) as string]],
    [
      'a version of another kind',
      `${yamlOf('a').replace('=2.12.0', 'newest')}`,
      ['supergraph.yaml: federation_version: newest is not 2 nor =2.x.y'],
    ],
    [
      'a version that is too new',
      `${yamlOf('a').replace('=2.12.0', '=2.99.0')}`,
      [expect.stringMatching(/newer than the composer/) as string],
    ],
    ['no subgraph', 'subgraphs: {}\n', ['supergraph.yaml: subgraphs: there is no subgraph']],
  ])('%s', async (what, yaml, lines) => {
    const schema = what.includes('too new') ? { 'a.graphql': `${LINK}type Query { x: Int }` } : {};
    expect(await composed({ 'supergraph.yaml': yaml, ...schema })).toEqual(lines);
  });

  test('no file at all', async () => {
    expect(await composed({})).toEqual(['supergraph.yaml: cannot be read (ENOENT)']);
  });
});

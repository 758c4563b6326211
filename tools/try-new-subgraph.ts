// Tries what the README promises: `strata new subgraph wishlist` gives a domain that starts, is composed, has a test
// that passes, and breaks no rule. In a copy of the tree, which is gone afterwards.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLField, isListType, isNonNullType, isRequiredArgument } from 'graphql';
import { ask, strata, withCopy, withSystem } from './scratch.ts';

const NAME = 'wishlist';

await withCopy(async (copy) => {
  await strata(copy, 'new', 'subgraph', NAME);
  await strata(copy, 'test', `subgraphs/${NAME}`, 'tests/toolchain');
  await strata(copy, 'check');
  const query = firstQueryOf(join(copy, `sdk/${NAME}/generated/schema.graphql`));
  await withSystem(copy, async (url) => {
    await ask(url, query, token(copy, new URL(url).port));
  });
});

function token(copy: string, port: string): string {
  const command = [join(copy, 'basis/cli/bin/strata.js'), 'token', 'customer', '--port', port];
  return execFileSync(process.execPath, command, { cwd: copy, encoding: 'utf8' }).trim();
}

/** The first query of a subgraph that can be asked without arguments, with the least that it can select. */
function firstQueryOf(schemaFile: string): string {
  const schema = buildSchema(readFileSync(schemaFile, 'utf8'), { assumeValid: true, assumeValidSDL: true });
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ name }) => !name.startsWith('_'));
  const field = fields.find(({ args }) => !args.some(isRequiredArgument));
  if (!field) throw new Error(`${schemaFile} has no query that can be asked without arguments`);
  const paged = field.args.some(({ name }) => name === 'first') ? '(first: 1)' : '';
  return `{ ${field.name}${paged}${isLeaf(field) ? '' : ' { __typename }'} }`;
}

function isLeaf({ type }: GraphQLField<unknown, unknown>): boolean {
  let inner: unknown = type;
  while (isNonNullType(inner) || isListType(inner)) inner = inner.ofType;
  return !(inner && typeof inner === 'object' && 'getFields' in inner);
}

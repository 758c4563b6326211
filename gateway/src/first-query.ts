import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  print,
} from 'graphql';
import type { AuthorizationManifest } from './split-authorization.ts';

const MAX_DEPTH = 4;
const MAX_LEAVES = 4;
const MAX_OBJECTS = 2;
const PAGE_SIZE = 3;

/**
 * A query to begin with: a list that everybody may see, a page of it, a few fields deep. Derived from the schema, of
 * which the gateway knows nothing else.
 *
 * @example firstQuery(schema, manifest) // query First { products(first: 3) { nodes { id name } } }
 */
export function firstQuery(schema: GraphQLSchema, manifest: AuthorizationManifest): string {
  const root = schema.getQueryType();
  const candidates = root ? openFields(root, manifest).filter((field) => !isLeafType(getNamedType(field.type))) : [];
  candidates.sort((a, b) => Number(isConnection(b)) - Number(isConnection(a)));
  for (const field of candidates) {
    const selection = selectionOf(field, manifest, 1);
    if (selection) return print(parse(`query First { ${selection} }`));
  }
  return 'query First {\n  __typename\n}';
}

/** The fields that need neither arguments nor permissions. */
function openFields(type: GraphQLObjectType, manifest: AuthorizationManifest): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter(
    (field) =>
      !field.name.startsWith('_') &&
      !field.args.some(isRequiredArgument) &&
      !manifest.has(`${type.name}.${field.name}`) &&
      !manifest.has(getNamedType(field.type).name),
  );
}

function isConnection(field: GraphQLField<unknown, unknown>): boolean {
  return 'nodes' in fieldsOf(getNamedType(field.type));
}

function fieldsOf(type: GraphQLNamedType): Record<string, unknown> {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
}

function selectionOf(
  field: GraphQLField<unknown, unknown>,
  manifest: AuthorizationManifest,
  depth: number,
): string | undefined {
  const type = getNamedType(field.type);
  const head = field.args.some(({ name }) => name === 'first') ? `${field.name}(first: ${PAGE_SIZE})` : field.name;
  if (isLeafType(type)) return head;
  if (!isObjectType(type) || depth > MAX_DEPTH) return undefined;
  const fields = openFields(type, manifest);
  const leaves = fields.filter((it) => isLeafType(getNamedType(it.type))).slice(0, MAX_LEAVES);
  // A connection's edges repeat its nodes.
  const inner = isConnection(field)
    ? fields.filter(({ name }) => name === 'nodes')
    : fields.filter((it) => !leaves.includes(it) && !isLeafType(getNamedType(it.type)));
  const objects = inner.flatMap((it) => selectionOf(it, manifest, depth + 1) ?? []).slice(0, MAX_OBJECTS);
  const parts = [...leaves.map(({ name }) => name), ...objects];
  return parts.length > 0 ? `${head} { ${parts.join(' ')} }` : undefined;
}

import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import type { Rules } from './rules.ts';

/** The newest version of the federation specification that the pinned @apollo/composition takes. */
export const FEDERATION_VERSION = '2.14';

/** Directives that need no import: they are GraphQL's own. */
const BUILT_IN = new Set(['deprecated', 'specifiedBy', 'oneOf', 'include', 'skip']);

export interface SdlOptions {
  rules: Rules;
  /** The types that other subgraphs own. */
  extended: ReadonlySet<string>;
  federationVersion: string;
}

/**
 * A subgraph's SDL as composition reads it: what it declares, the permissions as `@requiresScopes` on each field, and
 * a link to the federation specification that imports just what is used. The same classes print the same text.
 */
export function printSubgraph(schema: GraphQLSchema, { rules, extended, federationVersion }: SdlOptions): string {
  const { definitions } = withScopes(getDocumentNodeFromSchema(schema), rules);
  const own = definitions
    .filter((definition) => !isLeftOut(definition))
    .map((definition) => (isOwn(definition, extended) ? definition : asExtension(definition)))
    .sort((left, right) => order(left).localeCompare(order(right), 'en'));
  const body: DocumentNode = { kind: Kind.DOCUMENT, definitions: own };
  return `${printLink(body, federationVersion)}\n\n${print(body)}\n`;
}

/** The schema's own definition is implied, and a subgraph without queries of its own has no Query. */
function isLeftOut(definition: DefinitionNode): boolean {
  if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) return definition.fields?.length === 0;
  return definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.DIRECTIVE_DEFINITION;
}

function isOwn(definition: DefinitionNode, extended: ReadonlySet<string>): boolean {
  return definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !extended.has(definition.name.value);
}

function asExtension(definition: DefinitionNode): DefinitionNode {
  const { description: _, ...rest } = definition as ObjectTypeDefinitionNode;
  return { ...rest, kind: Kind.OBJECT_TYPE_EXTENSION };
}

/** What clients ask comes first, then the types by name. */
function order(definition: DefinitionNode): string {
  const name = 'name' in definition ? (definition.name?.value ?? '') : '';
  const rank = ['Query', 'Mutation'].indexOf(name);
  return `${rank === -1 ? 2 : rank} ${name}`;
}

function withScopes(document: DocumentNode, rules: Rules): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition(type) {
      const fields = type.fields?.map((field) => {
        const permissions = rules.get(type.name.value)?.get(field.name.value)?.permissions ?? [];
        const external = field.directives?.some(({ name }) => name.value === 'external') ?? false;
        if (permissions.length === 0 || external) return field;
        return { ...field, directives: [...(field.directives ?? []), requiresScopes(permissions)] };
      });
      const isRoot = type.name.value === 'Query' || type.name.value === 'Mutation';
      const ordered = isRoot ? fields?.toSorted((a, b) => a.name.value.localeCompare(b.name.value, 'en')) : fields;
      return ordered === undefined ? undefined : { ...type, fields: ordered };
    },
  });
}

function requiresScopes(permissions: readonly string[]): ConstDirectiveNode {
  const scopes = JSON.stringify([permissions]);
  const [type] = parse(`type T @requiresScopes(scopes: ${scopes})`, { noLocation: true }).definitions;
  const directive = (type as ObjectTypeDefinitionNode).directives?.[0];
  if (directive === undefined) throw new Error('graphql parsed no directive');
  return directive;
}

function printLink(body: DocumentNode, federationVersion: string): string {
  const used = new Set<string>();
  visit(body, {
    Directive({ name }) {
      if (!BUILT_IN.has(name.value)) used.add(`@${name.value}`);
    },
  });
  const imports = [...used].sort().map((name) => JSON.stringify(name));
  const url = `https://specs.apollo.dev/federation/v${federationVersion}`;
  return `extend schema @link(url: "${url}", import: [${imports.join(', ')}])`;
}

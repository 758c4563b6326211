import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type ObjectValueNode,
  parse,
  print,
  type TypeDefinitionNode,
  type ValueNode,
  visit,
} from 'graphql';

/** What a type or field demands. Alternatives of sets: one set must be held whole (`[["a"], ["b", "c"]]` is a, or b and c). */
export interface Requirement {
  authenticated: boolean;
  scopes: readonly (readonly string[])[];
  policies: readonly (readonly string[])[];
}

/** Requirements by coordinate: `Order` for a type, `Order.total` for a field. */
export type AuthorizationManifest = ReadonlyMap<string, Requirement>;

export interface SplitSupergraph {
  /** The supergraph without the authorization specs: what @apollo/gateway loads. */
  sdl: string;
  manifest: AuthorizationManifest;
}

const SPEC_NAMES = ['authenticated', 'requiresScopes', 'policy'] as const;
type SpecName = (typeof SPEC_NAMES)[number];

/**
 * Takes the authorization specs out of a supergraph. @apollo/gateway refuses them ("for: SECURITY but is
 * unsupported"), because it would not enforce them.
 *
 * @throws GraphQLError when the text is not GraphQL, or is no supergraph
 * @example const { sdl, manifest } = splitAuthorization(supergraphSdl);
 *   manifest.get('Order.total') // { authenticated: false, scopes: [['orders:read']], policies: [] }
 */
export function splitAuthorization(supergraphSdl: string): SplitSupergraph {
  const document = parse(supergraphSdl, { noLocation: true });
  if (!document.definitions.some((node) => 'name' in node && node.name?.value === 'join__Graph')) {
    throw new GraphQLError('This is not a supergraph: it has no join__Graph.');
  }
  const names = specNames(document);
  return { manifest: manifestOf(document, names), sdl: print(withoutSpecs(document, names)) };
}

/** What a supergraph calls the specs' things: a link may rename them, whole with `as:` or by import. */
interface SpecNames {
  directives: ReadonlyMap<string, SpecName>;
  /** The prefixes of their other names, such as `requiresScopes__Scope`. */
  namespaces: ReadonlySet<string>;
}

function specNames(document: DocumentNode): SpecNames {
  const directives = new Map<string, SpecName>();
  const namespaces = new Set<string>();
  for (const link of schemaDirectives(document)) {
    const spec = specOf(link);
    if (!spec) continue;
    const namespace = textArgument(link, 'as') ?? spec;
    namespaces.add(namespace);
    directives.set(importedName(link, spec) ?? namespace, spec);
  }
  return { directives, namespaces };
}

/** `signedIn` of `import: [{ name: "@authenticated", as: "@signedIn" }]`. */
function importedName(link: DirectiveNode, spec: SpecName): string | undefined {
  const imports = link.arguments?.find((argument) => argument.name.value === 'import')?.value;
  for (const entry of listOf(imports)) {
    if (entry.kind === Kind.STRING && entry.value === `@${spec}`) return spec;
    if (entry.kind !== Kind.OBJECT || textField(entry, 'name') !== `@${spec}`) continue;
    return textField(entry, 'as')?.slice(1) ?? spec;
  }
  return undefined;
}

function textField(value: ObjectValueNode, name: string): string | undefined {
  const field = value.fields.find((it) => it.name.value === name)?.value;
  return field?.kind === Kind.STRING ? field.value : undefined;
}

function schemaDirectives(document: DocumentNode): readonly ConstDirectiveNode[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  );
}

function specOf(directive: DirectiveNode): SpecName | undefined {
  if (directive.name.value !== 'link') return undefined;
  const identity = /^https:\/\/specs\.apollo\.dev\/(\w+)\/v/.exec(textArgument(directive, 'url') ?? '')?.[1];
  return SPEC_NAMES.find((name) => name === identity);
}

function textArgument(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function manifestOf(document: DocumentNode, names: SpecNames): AuthorizationManifest {
  const manifest = new Map<string, Requirement>();
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined) => {
    const requirement = requirementOf(directives ?? [], names);
    if (requirement) manifest.set(coordinate, requirement);
  };
  for (const node of document.definitions) {
    if (!isType(node)) continue;
    note(node.name.value, node.directives);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) note(`${node.name.value}.${field.name.value}`, field.directives);
  }
  return manifest;
}

function isType(node: DefinitionNode): node is TypeDefinitionNode {
  return node.kind.endsWith('TypeDefinition');
}

function requirementOf(directives: readonly ConstDirectiveNode[], names: SpecNames): Requirement | undefined {
  const found = directives.flatMap((directive) => {
    const spec = names.directives.get(directive.name.value);
    return spec ? [{ spec, sets: setsOf(directive) }] : [];
  });
  if (found.length === 0) return undefined;
  const setsFor = (spec: SpecName) => found.filter((entry) => entry.spec === spec).flatMap(({ sets }) => sets);
  return {
    authenticated: found.some(({ spec }) => spec === 'authenticated'),
    scopes: setsFor('requiresScopes'),
    policies: setsFor('policy'),
  };
}

function setsOf(directive: ConstDirectiveNode): string[][] {
  return listOf(directive.arguments?.[0]?.value).map((set) =>
    listOf(set).flatMap((value) => (value.kind === Kind.STRING ? [value.value] : [])),
  );
}

/** GraphQL reads a single value as a list of one. */
function listOf(value: ValueNode | undefined): readonly ValueNode[] {
  if (!value) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function withoutSpecs(document: DocumentNode, names: SpecNames): DocumentNode {
  const isApplied = (node: DirectiveNode) =>
    names.directives.has(node.name.value) ||
    specOf(node) !== undefined ||
    (node.name.value === 'join__directive' && appliesSpec(node, names));
  const isOfSpec = (name: string) => name.includes('__') && names.namespaces.has(name.split('__')[0] ?? '');
  return visit(document, {
    Directive: (node) => (isApplied(node) ? null : undefined),
    DirectiveDefinition: (node) => (names.directives.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (isOfSpec(node.name.value) ? null : undefined),
  });
}

/** `@join__directive(graphs: [A], name: "link", args: {url: "https://specs.apollo.dev/policy/v0.1"})`, or of one itself. */
function appliesSpec(node: DirectiveNode, names: SpecNames): boolean {
  const name = textArgument(node, 'name') ?? '';
  if (names.directives.has(name)) return true;
  const args = node.arguments?.find((argument) => argument.name.value === 'args')?.value;
  const url = (args?.kind === Kind.OBJECT && textField(args, 'url')) || '';
  return name === 'link' && SPEC_NAMES.some((spec) => url.startsWith(`https://specs.apollo.dev/${spec}/`));
}

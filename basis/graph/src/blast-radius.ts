import {
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  print,
  type TypeNode,
} from 'graphql';

/** A subgraph as composition sees it. */
export interface NamedSdl {
  name: string;
  sdl: string;
}

/** One subgraph's part of an object type. */
interface Part {
  subgraph: string;
  type: string;
  /** Another subgraph owns the type: it is extended here. */
  isExtension: boolean;
  keys: ReadonlySet<string>;
  fields: ReadonlyMap<string, FieldPart>;
}

interface FieldPart {
  name: string;
  type: TypeNode;
  isShareable: boolean;
  isExternal: boolean;
  /** The permissions that it asks for, in a form that can be compared. */
  rule: string;
}

type PartsByType = ReadonlyMap<string, readonly Part[]>;

/**
 * Finds what would let one subgraph that is down take its neighbours' answers with it, and shared fields that are not
 * guarded alike:
 *
 * - an entity has one owner, all others extend it;
 * - a field that another subgraph contributes is nullable, or `@shareable` with the owner's type (served from a replica);
 * - a non-null reference leads only to a type whose non-null fields are all served by the subgraph that refers;
 * - a `@shareable` field asks for the same permissions wherever it is declared.
 *
 * @returns one sentence for each fault
 * @example const faults = lintBlastRadius([{ name: 'catalog', sdl }, { name: 'reviews', sdl: other }]);
 */
export function lintBlastRadius(subgraphs: readonly NamedSdl[]): string[] {
  const parts = subgraphs.flatMap(partsOf);
  const byType: PartsByType = Map.groupBy(parts, ({ type }) => type);
  const entities = [...byType.values()].filter((each) => each.some(({ keys }) => keys.size > 0));
  return [
    ...entities.flatMap(ownerFaults),
    ...entities.flatMap(contributionFaults),
    ...parts.flatMap((part) => referenceFaults(part, byType)),
    ...[...byType.values()].flatMap(ruleFaults),
  ];
}

function partsOf({ name: subgraph, sdl }: NamedSdl): Part[] {
  return parse(sdl, { noLocation: true }).definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const isExtension = node.kind === Kind.OBJECT_TYPE_EXTENSION;
    const isShareable = directives(node, 'shareable').length > 0;
    const typeRule = ruleOf(node);
    const fields = (node.fields ?? []).map((field): [string, FieldPart] => [
      field.name.value,
      {
        name: field.name.value,
        type: field.type,
        isShareable: isShareable || directives(field, 'shareable').length > 0,
        isExternal: directives(field, 'external').length > 0,
        rule: [typeRule, ruleOf(field)].filter((rule) => rule !== '').join(' and '),
      },
    ]);
    return [{ subgraph, type: node.name.value, isExtension, keys: keysOf(node), fields: new Map(fields) }];
  });
}

type Decorated = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | FieldDefinitionNode;

function directives(node: Decorated, name: string) {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

function argument(directive: ReturnType<typeof directives>[number], name: string) {
  return directive.arguments?.find((each) => each.name.value === name)?.value;
}

function ruleOf(node: Decorated): string {
  const demanded = directives(node, 'requiresScopes').map((directive) => {
    const value = argument(directive, 'scopes');
    return value === undefined ? '' : print(value);
  });
  return [...directives(node, 'authenticated').map(() => 'signed in'), ...demanded].sort().join(' and ');
}

function keysOf(node: Decorated): Set<string> {
  const sets = directives(node, 'key').map((directive) => argument(directive, 'fields'));
  return new Set(sets.flatMap((set) => (set?.kind === Kind.STRING ? set.value.split(/[\s{}]+/).filter(Boolean) : [])));
}

function ownerFaults(parts: readonly Part[]): string[] {
  const owners = parts.filter(({ isExtension }) => !isExtension).map(({ subgraph }) => subgraph);
  const [{ type } = { type: '' }] = parts;
  if (owners.length === 1) return [];
  if (owners.length === 0) return [`${type} is owned by no subgraph: all of them extend it`];
  return [`${type} is owned by ${owners.join(' and ')}: all but one must name its owner in their reference()`];
}

function ownerOf(parts: readonly Part[]): Part | undefined {
  return parts.find(({ isExtension }) => !isExtension);
}

function contributionFaults(parts: readonly Part[]): string[] {
  const owner = ownerOf(parts);
  return parts
    .filter((part) => part !== owner)
    .flatMap((part) => [...part.fields.values()].flatMap((field) => contributionFault(part, field, owner)));
}

function contributionFault(part: Part, field: FieldPart, owner: Part | undefined): string[] {
  const place = `${part.type}.${field.name} of ${part.subgraph}`;
  if (part.keys.has(field.name) || field.isExternal) return [];
  const owned = owner?.fields.get(field.name);
  if (owned === undefined) {
    const allowed = field.type.kind !== Kind.NON_NULL_TYPE;
    return allowed ? [] : [`${place} is not null, but ${owner?.subgraph} owns ${part.type}: make it nullable`];
  }
  if (!field.isShareable || !owned.isShareable)
    return [`${place} is declared by ${owner?.subgraph} too: make both @shareable`];
  const same = print(field.type) === print(owned.type);
  return same ? [] : [`${place} is ${print(field.type)}, but ${owner?.subgraph} declares ${print(owned.type)}`];
}

function referenceFaults(part: Part, byType: PartsByType): string[] {
  return [...part.fields.values()].flatMap((field) => {
    const target = namedType(field.type);
    const parts = byType.get(target) ?? [];
    if (!leavesGap(field.type) || !parts.some(({ keys }) => keys.size > 0)) return [];
    const own = parts.find(({ subgraph }) => subgraph === part.subgraph);
    const missing = parts
      .flatMap((each) => (each === own ? [] : notNullFields(each)))
      .filter((name) => !serves(own, name));
    if (missing.length === 0) return [];
    const fields = [...new Set(missing)].map((name) => `${target}.${name}`).join(', ');
    return [
      `${part.type}.${field.name} of ${part.subgraph} is ${print(field.type)}, but ${fields} cannot be null and come from elsewhere`,
    ];
  });
}

/** Whether a null in the place of the object would spread beyond the field: it, or an item of its list, is non-null. */
function leavesGap(type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return type.type.kind !== Kind.LIST_TYPE || leavesGap(type.type);
  return type.kind === Kind.LIST_TYPE && leavesGap(type.type);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function notNullFields({ keys, fields }: Part): string[] {
  const names = [...fields.values()].filter(({ type, isExternal }) => type.kind === Kind.NON_NULL_TYPE && !isExternal);
  return names.map(({ name }) => name).filter((name) => !keys.has(name));
}

function serves(part: Part | undefined, name: string): boolean {
  const field = part?.fields.get(name);
  return field !== undefined && !field.isExternal;
}

function ruleFaults(parts: readonly Part[]): string[] {
  const declared = parts.flatMap((part) => [...part.fields.values()].map((field) => ({ part, field })));
  return [...Map.groupBy(declared, ({ field }) => field.name).values()].flatMap((places) => {
    const shared = places.filter(({ field }) => field.isShareable && !field.isExternal);
    const rules = Map.groupBy(shared, ({ field }) => field.rule);
    if (rules.size < 2) return [];
    const [first] = shared;
    const said = [...rules].map(
      ([rule, found]) => `${found.map(({ part }) => part.subgraph).join(', ')}: ${rule || 'none'}`,
    );
    return [`${first?.part.type}.${first?.field.name} is shared under rules that differ (${said.join('; ')})`];
  });
}

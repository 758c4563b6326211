import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { type Access, accessOf, combined, type Demand } from './access.ts';
import { type PermissionCatalogue, resourceOf } from './permissions.ts';

/** A conditional grant of this permission must hold for a row: the parent object, or what it leads to. */
export interface RowRule {
  permission: string;
  /** The parent's to-one property that leads to the row; undefined for the parent itself. */
  through: string | undefined;
}

/** What guards one field. No permissions: the field is public. */
export interface FieldRule {
  /** The viewer must hold all of them. */
  permissions: readonly string[];
  rows: readonly RowRule[];
}

/** The rule of each field of each object type, by type and field name. */
export type Rules = ReadonlyMap<string, ReadonlyMap<string, FieldRule>>;

interface Collector {
  schema: GraphQLSchema;
  permissions: PermissionCatalogue;
  faults: string[];
}

const OPEN: FieldRule = { permissions: [], rows: [] };

/**
 * Finds the rule of every field of every object type. Deny by default: a field that is neither public, nor protected,
 * nor of a type that is, is a fault; so is a permission that the catalogue does not list.
 */
export function collectRules(
  schema: GraphQLSchema,
  permissions: PermissionCatalogue,
): { rules: Rules; faults: readonly string[] } {
  const collector: Collector = { schema, permissions, faults: [] };
  const rules = new Map<string, Map<string, FieldRule>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    rules.set(type.name, rulesOfType(collector, type));
  }
  for (const [typeName, fields] of rules) propagateRequired(schema, rules, typeName, fields);
  return { rules, faults: collector.faults };
}

function rulesOfType(collector: Collector, type: GraphQLObjectType): Map<string, FieldRule> {
  const isRoot = type === collector.schema.getQueryType() || type === collector.schema.getMutationType();
  const inherited = isRoot ? undefined : accessOfType(collector, type);
  const fields = Object.values(type.getFields()).map((field): [string, FieldRule] => {
    const own = checked(collector, accessOf(field.extensions), `${type.name}.${field.name}`);
    if (own === undefined && inherited === undefined) {
      const remedy = isRoot ? 'decorate it' : `decorate it, or ${type.name}`;
      collector.faults.push(`${type.name}.${field.name} is neither public nor protected: ${remedy}`);
    }
    return [field.name, ruleOf(collector, field, own, inherited, isRoot)];
  });
  return new Map(fields);
}

function ruleOf(
  collector: Collector,
  field: GraphQLField<unknown, unknown>,
  own: Access | undefined,
  inherited: Access | undefined,
  isRoot: boolean,
): FieldRule {
  if (own?.kind === 'public') return OPEN;
  const ofField = own?.kind === 'allow' ? own.demands : [];
  const ofType = inherited?.kind === 'allow' ? inherited.demands : [];
  const permissions = new Set([...ofType, ...ofField].map(({ permission }) => permission));
  const askParent = [...ofType, ...ofField.filter((demand) => !rowsAreTheResult(collector, field, demand))];
  const rows = askParent
    .filter(({ options }) => !isRoot && options.rows !== 'result')
    .map(({ permission, options }) => ({ permission, through: options.through }));
  return { permissions: [...permissions], rows };
}

/** Whether what the field returns is guarded by a rule of the same resource, so that its parent is not the row. */
function rowsAreTheResult(collector: Collector, field: GraphQLField<unknown, unknown>, demand: Demand): boolean {
  const guarding = permissionsOfType(getNamedType(field.type), collector.schema);
  return guarding.some((permission) => resourceOf(permission) === resourceOf(demand.permission));
}

/** The permissions that guard an object type, a connection's being those of its nodes. */
function permissionsOfType(type: GraphQLNamedType, schema: GraphQLSchema): string[] {
  const access = isObjectType(type) ? typeAccess(type) : undefined;
  if (!isObjectType(type) || access === undefined || access === 'ambiguous' || access.kind === 'public') return [];
  if (access.kind === 'allow') return access.demands.map(({ permission }) => permission);
  const listed = type.getFields()[access.field];
  return listed === undefined ? [] : permissionsOfType(getNamedType(listed.type), schema);
}

/** A type's own declaration, else that of an interface it implements: rules on interfaces guard nothing themselves. */
function typeAccess(type: GraphQLObjectType): Access | 'ambiguous' | undefined {
  const own = accessOf(type.extensions);
  if (own !== undefined) return own;
  const interfaces = type.getInterfaces().map((each) => accessOf(each.extensions));
  if (interfaces.includes('ambiguous')) return 'ambiguous';
  return combined(interfaces.filter((access) => access !== undefined) as Access[]);
}

function accessOfType(collector: Collector, type: GraphQLObjectType): Access | undefined {
  const access = checked(collector, typeAccess(type), type.name);
  if (access?.kind !== 'as') return access;
  const listed = type.getFields()[access.field];
  const nodes = listed && getNamedType(listed.type);
  const inherited = isObjectType(nodes) ? typeAccess(nodes) : undefined;
  if (inherited === undefined || inherited === 'ambiguous' || inherited.kind === 'as') {
    collector.faults.push(`${type.name} takes the rule of ${nodes?.name}, which has none: decorate that class`);
    return undefined;
  }
  if (inherited.kind === 'public') return inherited;
  return {
    kind: 'allow',
    demands: inherited.demands.map(({ permission }) => ({ permission, options: { rows: 'result' } })),
  };
}

function checked(collector: Collector, access: Access | 'ambiguous' | undefined, place: string): Access | undefined {
  if (access === 'ambiguous') {
    collector.faults.push(`${place} has rules that exclude each other`);
    return undefined;
  }
  for (const { permission } of access?.kind === 'allow' ? access.demands : []) {
    if (collector.permissions[permission] !== undefined) continue;
    collector.faults.push(`${place} asks for ${permission}, which the catalogue of permissions does not list`);
  }
  return access;
}

/** Composition demands that a field with `@requires` asks for all that the fields it requires ask for. */
function propagateRequired(
  schema: GraphQLSchema,
  rules: Rules,
  typeName: string,
  fields: Map<string, FieldRule>,
): void {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const directive = field.astNode?.directives?.find(({ name }) => name.value === 'requires');
    const argument = directive?.arguments?.find(({ name }) => name.value === 'fields')?.value;
    const rule = fields.get(field.name);
    if (argument?.kind !== Kind.STRING || rule === undefined) continue;
    const [operation] = parse(`{ ${argument.value} }`).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) continue;
    const required = permissionsOf(rules, type, operation.selectionSet);
    fields.set(field.name, { ...rule, permissions: [...new Set([...rule.permissions, ...required])] });
  }
}

function permissionsOf(rules: Rules, type: GraphQLNamedType, selection: SelectionSetNode): string[] {
  if (!isObjectType(type)) return [];
  return selection.selections.flatMap((each) => {
    if (each.kind !== Kind.FIELD) return [];
    const field = type.getFields()[each.name.value];
    if (field === undefined) return [];
    const own = rules.get(type.name)?.get(field.name)?.permissions ?? [];
    return each.selectionSet === undefined
      ? own
      : [...own, ...permissionsOf(rules, getNamedType(field.type), each.selectionSet)];
  });
}

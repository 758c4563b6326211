import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type { Field, Fields } from '@strata/basis-contract';
import { columnSql } from './column-sql.ts';
import type { MappingTree } from './mapping.ts';
import { fieldFault, literal, misdefined, type ParentTable, quoted, type Scope, tableOf, within } from './scope.ts';

/** A record of a row's columns, as an SQL expression of jsonb. */
export function recordSql(scope: Scope, fields: Fields, mapping: MappingTree, alias: string): string {
  const unknown = Object.keys(mapping).find((name) => name !== 'each' && !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw fieldFault(scope, unknown, 'is mapped, and is not in the contract');
  const parts = Object.entries(fields).map(([name, field]) => {
    const mapped = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
    return `${literal(name)}, ${fieldSql(within(scope, name), field, mapped ?? name, alias)}`;
  });
  return `jsonb_build_object(${parts.join(', ')})`;
}

function fieldSql(scope: Scope, field: Field<unknown>, mapped: string | MappingTree, alias: string): string {
  if (typeof mapped === 'string') {
    if (field.kind === 'list' && isTextList(scope, mapped)) return columnSql(scope, field, mapped, alias);
    if (!['list', 'record', 'money'].includes(field.kind)) return columnSql(scope, field, mapped, alias);
    throw fieldFault(scope, '', `is a ${field.kind} and needs a mapping in braces`);
  }
  switch (field.kind) {
    case 'list':
      return listSql(scope, field, mapped, alias);
    case 'money':
      return moneySql(scope, field, mapped, alias);
    case 'record':
      if (field.optional)
        throw fieldFault(scope, '', 'is an optional record, which columns cannot say: make its fields optional');
      return recordSql(scope, field.fields ?? {}, mapped, alias);
    default:
      throw fieldFault(scope, '', 'needs the path of a column, not a mapping in braces');
  }
}

function isTextList(scope: Scope, name: string): boolean {
  return scope.meta.properties[name as never]?.columnTypes?.[0]?.endsWith('[]') === true;
}

function moneySql(
  scope: Scope,
  field: Field<unknown>,
  { minor, currency, ...rest }: MappingTree,
  alias: string,
): string {
  if (typeof minor !== 'string' || typeof currency !== 'string' || Object.keys(rest).length > 0) {
    throw fieldFault(scope, '', 'is money and is mapped to { minor, currency }');
  }
  const { optional } = field;
  const amount = columnSql(within(scope, 'minor'), { kind: 'whole', optional }, minor, alias, { exact: true });
  const code = columnSql(within(scope, 'currency'), { kind: 'text', optional }, currency, alias);
  const money = `jsonb_build_object('minor', ${amount}, 'currency', ${code})`;
  return optional ? `case when ${amount} is not null and ${code} is not null then ${money} end` : money;
}

function listSql(scope: Scope, field: Field<unknown>, { each, value, ...mapping }: MappingTree, alias: string): string {
  const item = field.item as Field<unknown>;
  const property = scope.meta.properties[each as never] as EntityProperty | undefined;
  if (typeof each !== 'string' || property?.targetMeta === undefined) {
    throw fieldFault(scope, '', 'is a list and names its collection as { each: … }');
  }
  if (property.kind === ReferenceKind.MANY_TO_MANY) return linkedSql(scope, item, property, { value, mapping }, alias);
  if (property.kind !== ReferenceKind.ONE_TO_MANY) throw fieldFault(scope, '', `${each} is no collection`);
  const child = property.targetMeta;
  const parent = child.properties[property.mappedBy as never] as EntityProperty;
  const row = `${alias}_${each}`;
  const inner = withChild(scope, child, String(parent.fieldNames[0]));
  const element =
    item.kind === 'record'
      ? recordSql(inner, item.fields ?? {}, mapping, row)
      : columnSql(inner, item, scalarPath(scope, value), row);
  return `coalesce((select jsonb_agg(${element} order by ${orderSql(property, child, row)}) from ${tableOf(child)} ${row} where ${row}.${quoted(String(parent.fieldNames[0]))} = ${alias}.${quoted(idOf(scope.meta))}), '[]'::jsonb)`;
}

/** A collection by a table of pairs: only who is linked can be shown, for what they are is their own publication. */
function linkedSql(
  scope: Scope,
  item: Field<unknown>,
  property: EntityProperty,
  { value, mapping }: { value: MappingTree[string] | undefined; mapping: MappingTree },
  alias: string,
): string {
  const target = property.targetMeta as EntityMetadata;
  const path = scalarPath(scope, value);
  if (
    !target.primaryKeys.includes(path as never) ||
    target.primaryKeys.length !== 1 ||
    Object.keys(mapping).length > 0
  ) {
    throw fieldFault(
      scope,
      '',
      `shows others of which only the key can be published, as { each: '${property.name}', value: '${String(target.primaryKeys[0])}' }`,
    );
  }
  const table = [...property.pivotTable.split('.').reverse(), 'public'].slice(0, 2).reverse().map(quoted).join('.');
  const [own] = property.joinColumns;
  const [other] = property.inverseJoinColumns;
  const row = `${alias}_${property.name}`;
  scope.children.push({ table, parentColumn: quoted(String(own)), chain: scope.chain });
  const key = columnSql({ ...scope, meta: target }, item, path, row, { column: String(other) });
  return `coalesce((select jsonb_agg(${key} order by ${row}.${quoted(String(other))}) from ${table} ${row} where ${row}.${quoted(String(own))} = ${alias}.${quoted(idOf(scope.meta))}), '[]'::jsonb)`;
}

function withChild(scope: Scope, child: EntityMetadata, parentColumn: string): Scope {
  const table = tableOf(child);
  scope.children.push({ table, parentColumn: quoted(parentColumn), chain: scope.chain });
  const link: ParentTable = { table, idColumn: quoted(idOf(child)), parentColumn: quoted(parentColumn) };
  return { ...scope, meta: child, chain: [link, ...scope.chain] };
}

/** As the collection is ordered; at last by the key, so that equal rows have equal payloads. */
function orderSql(property: EntityProperty, child: EntityMetadata, row: string): string {
  const given = [property.orderBy ?? []].flat().flatMap((order) => Object.entries(order as Record<string, unknown>));
  const terms = given.map(([name, direction]) => {
    const column = (child.properties[name as never] as EntityProperty | undefined)?.fieldNames[0];
    if (column === undefined)
      throw misdefined(child.className, `is published in the order of ${name}, which is no column`);
    return `${row}.${quoted(column)} ${String(direction).toLowerCase().startsWith('desc') || direction === -1 ? 'desc' : 'asc'}`;
  });
  const keys = child.getPrimaryProps().flatMap((key) => key.fieldNames.map((column) => `${row}.${quoted(column)}`));
  return [...terms, ...keys].join(', ');
}

function idOf(meta: EntityMetadata): string {
  const [id] = meta.getPrimaryProps();
  return String(id?.fieldNames[0]);
}

function scalarPath(scope: Scope, value: MappingTree[string] | undefined): string {
  if (typeof value === 'string') return value;
  throw fieldFault(scope, '', 'is a list of values and names each one as { each: …, value: … }');
}

import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type { Field } from '@strata/basis-contract';
import { fieldFault, quoted, type Scope } from './scope.ts';

/** How a column is read. */
interface ColumnOptions {
  /** A whole number of any size, as text. */
  exact?: boolean;
  /** Another column that holds the property's value: of a table of pairs. */
  column?: string;
}

const WHOLE = /^(smallint|int|integer|bigint|smallserial|serial|bigserial)$/;
const TEXT = /^(text|citext|varchar|character varying|char|character|bpchar)(\(\d+\))?$/;
const MOMENT = /^(timestamptz|timestamp with time zone)(\(\d+\))?$|^timestamp\(\d+\) with time zone$/;

/** A field that is one column, in the format of the wire. */
export function columnSql(
  scope: Scope,
  field: Field<unknown>,
  path: string,
  alias: string,
  { exact = false, column }: ColumnOptions = {},
): string {
  const { property, nullable } = propertyAt(scope, path);
  const type = property.nativeEnumName === undefined ? String(property.columnTypes[0]).toLowerCase() : 'text';
  if (nullable && !field.optional)
    throw fieldFault(scope, '', `may not be null, and ${scope.meta.className}.${path} may`);
  const sql = `${alias}.${quoted(column ?? String(property.fieldNames[0]))}`;
  const formatted = formattedSql(field, property, type, sql, exact);
  if (formatted === undefined) {
    const wanted = exact ? 'minor units' : field.kind;
    throw fieldFault(scope, '', `is ${wanted}, and ${scope.meta.className}.${path} is of type ${type}`);
  }
  return formatted;
}

function formattedSql(
  field: Field<unknown>,
  property: EntityProperty,
  type: string,
  sql: string,
  exact: boolean,
): string | undefined {
  switch (field.kind) {
    case 'id':
      return type === 'uuid' ? sql : undefined;
    case 'text':
      return TEXT.test(type) ? `${sql}::text` : undefined;
    case 'oneOf': {
      const items = property.items ?? field.values ?? [];
      return TEXT.test(type) && items.every((item) => field.values?.includes(String(item)))
        ? `${sql}::text`
        : undefined;
    }
    case 'whole':
      if (!WHOLE.test(type)) return undefined;
      if (exact) return `${sql}::text`;
      return type.startsWith('big') ? `outbox.whole(${sql})` : sql;
    case 'flag':
      return /^bool(ean)?$/.test(type) ? sql : undefined;
    case 'moment':
      return MOMENT.test(type) ? `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : undefined;
    case 'list':
      return field.item?.kind === 'text' && TEXT.test(type.replace(/\[\]$/, ''))
        ? `to_jsonb(${sql}::text[])`
        : undefined;
    default:
      return undefined;
  }
}

/** The column behind a path: a property, the key of a to-one relation, or a part of an embedded object. */
function propertyAt(scope: Scope, path: string): { property: EntityProperty; nullable: boolean } {
  const { meta } = scope;
  const [first = '', second, ...rest] = path.split('.');
  const property = meta.properties[first as never] as EntityProperty | undefined;
  if (property === undefined || rest.length > 0) throw fieldFault(scope, '', `${meta.className} has no ${path}`);
  if (property.formula !== undefined || property.persist === false) {
    throw fieldFault(scope, '', `${meta.className}.${path} is computed and not stored`);
  }
  const nullable = property.nullable === true;
  if (property.kind === ReferenceKind.SCALAR && second === undefined) return { property, nullable };
  if (property.kind === ReferenceKind.EMBEDDED && second !== undefined && !property.object) {
    const part = property.embeddedProps[second];
    if (part !== undefined) return { property: part, nullable: nullable || part.nullable === true };
  }
  if (
    (property.kind === ReferenceKind.MANY_TO_ONE || property.kind === ReferenceKind.ONE_TO_ONE) &&
    property.owner !== false
  ) {
    const target = property.targetMeta as EntityMetadata;
    const [key, ...others] = target.primaryKeys;
    // What another aggregate says of itself is its own publication: a change of it would have to publish this one too.
    if (others.length === 0 && second === key && property.fieldNames.length === 1) return { property, nullable };
    throw fieldFault(scope, '', `${path}: of another entity only its key can be published, ${first}.${String(key)}`);
  }
  throw fieldFault(scope, '', `${meta.className}.${path} is not stored in a column of its own`);
}

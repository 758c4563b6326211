import { type EntityClass, type EntityMetadata, raw } from '@mikro-orm/core';
import { type ColumnKind, comparable } from './column-kind.ts';
import { type CursorValue, decodeCursor, encodeCursor } from './cursor.ts';
import { columnAt, isToOne, metadataOf } from './row-columns.ts';
import { valueAt } from './row-values.ts';

/** One column that a list is sorted by: a property of the entity, or of something embedded in it: `price.minor`. */
export interface OrderBy {
  field: string;
  direction: 'asc' | 'desc';
}

export type Where = Record<PropertyKey, unknown>;

interface OrderedColumn extends OrderBy {
  kind: ColumnKind;
  /** The column's name in SQL, quoted. */
  name: string;
  nullable: boolean;
  valueIn(row: object): unknown;
}

/** A total order of an entity's rows, and its cursors. */
export interface Ordering {
  /** For `find`. */
  orderBy: Where[];
  cursorOf(row: object): string;
  /** What comes after a cursor, as a part of a where-object. */
  after(cursor: string): Where;
}

/**
 * Makes an order total by adding the primary key. NULLs stand where PostgreSQL puts them, so that plain indexes serve:
 * last when ascending, first when descending.
 *
 * @throws Error for a column that cannot be sorted by, or not exactly: a moment that is stored finer than JavaScript's
 *   milliseconds would skip or repeat rows
 */
export function orderingOf(entity: EntityClass<object>, wanted: readonly OrderBy[]): Ordering {
  const meta = metadataOf(entity);
  if (meta === undefined) throw new Error(`${entity.name} is not known to MikroORM.`);
  const key = meta.primaryKeys[0] as string;
  const tieBreaker: OrderBy = { field: key, direction: wanted.at(-1)?.direction ?? 'asc' };
  const isTotal = wanted.some(({ field }) => field === key);
  const columns = [...wanted, ...(isTotal ? [] : [tieBreaker])].map((order) => orderedColumn(meta, order));
  const fingerprint = JSON.stringify([meta.className, ...columns.map(({ field, direction }) => [field, direction])]);
  return {
    orderBy: columns.map(({ field, direction }) => nested(field, direction)),
    cursorOf: (row) =>
      encodeCursor(
        fingerprint,
        columns.map((column) => cursorValue(column, row)),
      ),
    after: (cursor) => {
      const isValid = (value: CursorValue, index: number) => isValueOf(columns[index], value);
      const values = decodeCursor(fingerprint, cursor, isValid);
      return isUniform(columns) ? beyondRow(columns, values) : beyondEach(columns, values);
    },
  };
}

function orderedColumn(meta: EntityMetadata, { field, direction }: OrderBy): OrderedColumn {
  const { kind, properties } = columnAt(meta, field.split('.'));
  const last = properties.at(-1);
  const place = `${meta.className}.${field}`;
  if (last === undefined || properties.slice(0, -1).some(isToOne))
    throw new Error(`${place} is no column of the entity.`);
  const [type = ''] = last.columnTypes;
  if (kind === 'moment' && Number(/\((\d)\)/.exec(type)?.[1] ?? 6) > 3) {
    throw new Error(`${place} is a ${type}: declare it with a length of 3 at most, or cursors would miss rows.`);
  }
  const nullable = properties.some((property) => property.nullable === true);
  const name = `"${last.fieldNames[0]}"`;
  return { field, direction, kind, name, nullable, valueIn: (row) => valueAt(row, properties) };
}

function nested(field: string, direction: string): Where {
  return field.split('.').reduceRight<Where | string>((inner, name) => ({ [name]: inner }), direction) as Where;
}

function cursorValue({ valueIn }: OrderedColumn, row: object): CursorValue {
  const value = valueIn(row);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? value.toString() : (value as CursorValue);
}

function isValueOf(column: OrderedColumn | undefined, value: CursorValue): boolean {
  if (column === undefined) return false;
  return value === null ? column.nullable : comparable(column.kind, value) !== undefined;
}

function isUniform(columns: readonly OrderedColumn[]): boolean {
  return columns.every(({ nullable, direction }) => !nullable && direction === columns[0]?.direction);
}

/** `(a, b) > (x, y)`: one range of an index on (a, b). */
function beyondRow(columns: readonly OrderedColumn[], values: readonly CursorValue[]): Where {
  const operator = columns[0]?.direction === 'desc' ? '<' : '>';
  const marks = columns.map(() => '?').join(', ');
  return condition(
    (alias) => `(${columns.map(({ name }) => `${alias}.${name}`).join(', ')}) ${operator} (${marks})`,
    values,
  );
}

/** The same, written out, for mixed directions and NULLs: a beyond x, or a = x and b beyond y, or … */
function beyondEach(columns: readonly OrderedColumn[], values: readonly CursorValue[]): Where {
  const parameters: CursorValue[] = [];
  const parts = columns.map((_, depth) => (alias: string) => {
    const same = columns
      .slice(0, depth)
      .map((column, index) => equals(alias, column, values[index] ?? null, parameters));
    const column = columns[depth] as OrderedColumn;
    return `(${[...same, beyond(alias, column, values[depth] ?? null, parameters)].join(' and ')})`;
  });
  const sql = parts.map((part) => part(ALIAS)).join(' or ');
  return condition((alias) => `(${sql.replaceAll(ALIAS, alias)})`, parameters);
}

/** Stands for the table's alias until MikroORM names it; no column is called so. */
const ALIAS = '[alias]';

function equals(alias: string, { name }: OrderedColumn, value: CursorValue, parameters: CursorValue[]): string {
  if (value === null) return `${alias}.${name} is null`;
  parameters.push(value);
  return `${alias}.${name} = ?`;
}

function beyond(alias: string, column: OrderedColumn, value: CursorValue, parameters: CursorValue[]): string {
  const { name, direction, nullable } = column;
  if (value === null) return direction === 'asc' ? 'false' : `${alias}.${name} is not null`;
  parameters.push(value);
  const further = `${alias}.${name} ${direction === 'asc' ? '>' : '<'} ?`;
  return nullable && direction === 'asc' ? `(${further} or ${alias}.${name} is null)` : further;
}

function condition(sql: (alias: string) => string, values: readonly CursorValue[]): Where {
  return { [raw(sql, [...values])]: [] };
}

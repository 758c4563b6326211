import { type EntityClass, type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { type ColumnKind, kindOfColumn } from './column-kind.ts';
import { MalformedConditionError } from './condition-tree.ts';
import { remember } from './remember.ts';

/** A column of a row, or of a row that it leads to over to-one relations. */
export interface Column {
  kind: ColumnKind;
  /** The properties on the way, the column's own last. */
  properties: readonly EntityProperty[];
}

/** MikroORM puts a class's metadata on its prototype when it starts. */
interface WithMetadata {
  __meta?: EntityMetadata;
}

/** What MikroORM knows about a class, or about an object's class; undefined for what is no entity (yet). */
export function metadataOf(entity: EntityClass<object> | object): EntityMetadata | undefined {
  const holder: object = typeof entity === 'function' ? entity.prototype : entity;
  return (holder as WithMetadata).__meta;
}

const known = new WeakMap<EntityMetadata, Map<string, Column>>();

/**
 * Finds the column that a condition's path names.
 *
 * @throws MalformedConditionError when there is none, or none that can be compared
 */
export function columnAt(meta: EntityMetadata, path: readonly string[]): Column {
  const columns = remember(known, meta, () => new Map<string, Column>());
  return remember(columns, path.join('.'), () => findColumn(meta, path));
}

function findColumn(meta: EntityMetadata, path: readonly string[]): Column {
  const properties: EntityProperty[] = [];
  let available: Record<string, EntityProperty> = meta.properties;
  for (const name of path) {
    const property = Object.hasOwn(available, name) ? available[name] : undefined;
    if (property === undefined) throw new MalformedConditionError(`${meta.className} has no column ${path.join('.')}`);
    properties.push(property);
    available = propertiesBeyond(property);
  }
  const last = properties.at(-1);
  const kind = last && isColumn(last) ? kindOfColumn(last.columnTypes[0] ?? '') : undefined;
  if (kind === undefined) {
    throw new MalformedConditionError(`${path.join('.')} of ${meta.className} is no column that can be compared`);
  }
  return { kind, properties };
}

function propertiesBeyond(property: EntityProperty): Record<string, EntityProperty> {
  if (property.kind === ReferenceKind.EMBEDDED) return property.embeddedProps;
  return isToOne(property) ? (property.targetMeta?.properties ?? {}) : {};
}

/** Whether a property is a relation to one row, held by this side. */
export function isToOne(property: EntityProperty): boolean {
  const { kind, owner } = property;
  return kind === ReferenceKind.MANY_TO_ONE || (kind === ReferenceKind.ONE_TO_ONE && owner);
}

function isColumn(property: EntityProperty): boolean {
  return property.columnTypes?.length === 1 && (property.kind === ReferenceKind.SCALAR || isToOne(property));
}

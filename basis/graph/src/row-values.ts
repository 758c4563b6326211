import { type EntityProperty, helper, Reference, ReferenceKind } from '@mikro-orm/core';
import { isToOne } from './row-columns.ts';

/**
 * The value of a column of a row, or of a row that it leads to; null where a relation on the way is null.
 *
 * @throws Error when a part was not loaded: an undefined value is never taken for null where it may be a gap
 */
export function valueAt(row: object, properties: readonly EntityProperty[]): unknown {
  let holder: unknown = row;
  for (const property of properties) {
    if (holder === null) return null;
    holder = read(holder as object, property);
  }
  return holder !== null && typeof holder === 'object' && isEntity(holder) ? helper(holder).getPrimaryKey() : holder;
}

function read(holder: object, property: EntityProperty): unknown {
  if (isEntity(holder) && !helper(holder).__initialized && !property.primary) throw notLoaded(holder, property);
  const name = property.embedded?.[1] ?? property.name;
  const value: unknown = (holder as Record<string, unknown>)[name];
  if (value === undefined) {
    if (isPartial(holder) || !property.nullable) throw notLoaded(holder, property);
    return null;
  }
  return isToOne(property) && value !== null && typeof value === 'object' ? Reference.unwrapReference(value) : value;
}

function isEntity(value: object): boolean {
  return '__meta' in value && !(value.__meta as { embeddable?: boolean }).embeddable;
}

/** Whether only some columns were asked for when the row was loaded. */
function isPartial(holder: object): boolean {
  if (!isEntity(holder)) return false;
  const { fields } = helper(holder).__serializationContext;
  return fields !== undefined && !fields.has('*');
}

function notLoaded(holder: object, property: EntityProperty): Error {
  const what = property.kind === ReferenceKind.SCALAR ? 'column' : 'relation';
  return new Error(
    `A condition asks for the ${what} ${property.name} of ${holder.constructor.name}, which is not loaded.`,
  );
}

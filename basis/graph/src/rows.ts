import type { EntityClass, EntityMetadata, ObjectQuery } from '@mikro-orm/core';
import type { Viewer } from '@strata/basis-core';
import { type ColumnKind, comparable } from './column-kind.ts';
import { checkColumns, mismatch } from './condition-columns.ts';
import { type Comparison, type ConditionNode, valueFor } from './condition-tree.ts';
import { grantsOf } from './policy-grants.ts';
import { columnAt, metadataOf } from './row-columns.ts';

type Where = Record<string, unknown>;

/**
 * The rows for which the viewer holds a permission, as a where-object for MikroORM's `find`, `count` and QueryBuilder:
 * `{}` for all of them, one that matches nothing for none. It is always an object, so that none can be taken for all.
 *
 * @throws MalformedConditionError for a condition that speaks of columns which the entity has not
 * @example em.find(Order, { $and: [rows(viewer, 'orders:read', Order), { status: 'PLACED' }] })
 */
export function rows<T extends object>(viewer: Viewer, permission: string, entity: EntityClass<T>): ObjectQuery<T> {
  const granted = grantsOf(viewer, permission);
  if (granted === 'everything') return {} as ObjectQuery<T>;
  const meta = metadataOf(entity);
  if (meta === undefined) throw new Error(`${entity.name} is not known to MikroORM.`);
  if (granted === 'nothing') return nothing(meta) as ObjectQuery<T>;
  for (const condition of granted) checkColumns(condition, meta);
  return anyOf(granted.map((condition) => whereOf(viewer, condition, meta))) as ObjectQuery<T>;
}

function nothing(meta: EntityMetadata): Where {
  return { [meta.primaryKeys[0] as string]: { $in: [] } };
}

function whereOf(viewer: Viewer, node: ConditionNode, meta: EntityMetadata): Where {
  if (node.kind === 'comparison') return whereCompared(viewer, node, meta);
  const parts = node.nodes.map((each) => whereOf(viewer, each, meta));
  return node.kind === 'all' ? allOf(parts) : anyOf(parts);
}

function allOf(parts: Where[]): Where {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { $and: parts };
}

function anyOf(parts: Where[]): Where {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { $or: parts };
}

function whereCompared(viewer: Viewer, node: Comparison, meta: EntityMetadata): Where {
  const { kind } = columnAt(meta, node.path);
  const comparison = comparisonOf(viewer, node, kind);
  if (comparison === undefined) return nothing(meta);
  return node.path.reduceRight<Where>((inner, name) => ({ [name]: inner }), comparison);
}

/** undefined when nothing can compare: the viewer has not the attribute. */
function comparisonOf(viewer: Viewer, node: Comparison, kind: ColumnKind): Where | undefined {
  if (node.operator === 'isNull') {
    const [operand] = node.operands;
    return { [operand !== undefined && valueFor(viewer, operand) === true ? '$eq' : '$ne']: null };
  }
  const values = node.operands.flatMap((operand) => {
    const value = valueFor(viewer, operand);
    if (value === null) return [];
    if (comparable(kind, value) === undefined) {
      throw mismatch(node, kind);
    }
    return [sqlValue(kind, value)];
  });
  if (node.operator === 'in') return { $in: values };
  return values.length === 0 ? undefined : { [`$${node.operator}`]: values[0] };
}

/** Literals go as text where a JavaScript number or string would lose or be misread. */
function sqlValue(kind: ColumnKind, value: string | number | boolean): unknown {
  if (kind === 'moment') return new Date(String(value));
  return kind === 'bigint' || kind === 'numeric' ? String(value) : value;
}

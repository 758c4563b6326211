import type { EntityMetadata } from '@mikro-orm/core';
import type { Viewer } from '@strata/basis-core';
import { comparable, compare } from './column-kind.ts';
import { checkColumns, mismatch } from './condition-columns.ts';
import {
  type Comparison,
  type ConditionNode,
  MalformedConditionError,
  type Operator,
  valueFor,
} from './condition-tree.ts';
import { grantsOf } from './policy-grants.ts';
import { columnAt, metadataOf } from './row-columns.ts';
import { valueAt } from './row-values.ts';

/**
 * Whether the viewer holds a permission for this row: the same answer as `rows` gives in SQL. Several grants of one
 * permission are alternatives; null compares as not true; an attribute that the viewer has not refuses.
 *
 * @param row an entity that MikroORM loaded or made, with the to-one relations loaded that conditions lead through
 * @throws MalformedConditionError for a condition that speaks of columns which the row has not
 * @throws Error when a relation or column that a condition speaks of was not loaded: never a guess
 * @example if (!can(viewer, 'orders:cancel', order)) throw new ForbiddenError();
 */
export function can(viewer: Viewer, permission: string, row: object): boolean {
  const granted = grantsOf(viewer, permission);
  if (granted === 'nothing' || granted === 'everything') return granted === 'everything';
  const meta = metadataOf(row);
  if (meta === undefined) {
    throw new MalformedConditionError(`it was asked about ${row.constructor?.name}, which is no entity`);
  }
  for (const condition of granted) checkColumns(condition, meta);
  return granted.some((condition) => meets(viewer, condition, row, meta));
}

function meets(viewer: Viewer, node: ConditionNode, row: object, meta: EntityMetadata): boolean {
  if (node.kind === 'comparison') return compares(viewer, node, row, meta);
  const hold = (each: ConditionNode) => meets(viewer, each, row, meta);
  return node.kind === 'all' ? node.nodes.every(hold) : node.nodes.some(hold);
}

function compares(viewer: Viewer, node: Comparison, row: object, meta: EntityMetadata): boolean {
  const { kind, properties } = columnAt(meta, node.path);
  const stored = valueAt(row, properties);
  if (node.operator === 'isNull') return (stored === null) === isTrue(node);
  if (stored === null) return false;
  const left = comparable(kind, stored);
  if (left === undefined) throw new Error(`${meta.className}.${node.path.join('.')} holds what is no ${kind}`);
  const holds = HOLDS[node.operator];
  return node.operands.some((operand) => {
    const value = valueFor(viewer, operand);
    if (value === null) return false;
    const right = comparable(kind, value);
    if (right === undefined) throw mismatch(node, kind);
    return holds(compare(left, right));
  });
}

const HOLDS: Record<Operator, (order: number) => boolean> = {
  isNull: () => false,
  eq: (order) => order === 0,
  in: (order) => order === 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

function isTrue(node: Comparison): boolean {
  const [operand] = node.operands;
  return operand !== undefined && 'literal' in operand && operand.literal === true;
}

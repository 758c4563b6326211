import type { EntityMetadata } from '@mikro-orm/core';
import { type ColumnKind, comparable, isOrdered } from './column-kind.ts';
import { type Comparison, type ConditionNode, MalformedConditionError } from './condition-tree.ts';
import { remember } from './remember.ts';
import { columnAt } from './row-columns.ts';

const checked = new WeakMap<ConditionNode, WeakSet<EntityMetadata>>();

/**
 * Checks a whole condition against the columns that it speaks of, once for each entity: a fault in an alternative that
 * would not be looked at is a fault all the same.
 *
 * @throws MalformedConditionError for an unknown column, an operator that the column has not, a value of another type
 */
export function checkColumns(tree: ConditionNode, meta: EntityMetadata): void {
  const entities = remember(checked, tree, () => new WeakSet<EntityMetadata>());
  if (entities.has(meta)) return;
  checkNode(tree, meta);
  entities.add(meta);
}

function checkNode(node: ConditionNode, meta: EntityMetadata): void {
  if (node.kind === 'comparison') checkComparison(node, meta);
  else for (const each of node.nodes) checkNode(each, meta);
}

function checkComparison(node: Comparison, meta: EntityMetadata): void {
  const { kind } = columnAt(meta, node.path);
  const { operator } = node;
  if (operator === 'isNull') return;
  if (operator !== 'eq' && operator !== 'in' && !isOrdered(kind)) {
    throw new MalformedConditionError(`${node.path.join('.')} has no order for ${operator}`);
  }
  for (const operand of node.operands) {
    if ('literal' in operand && comparable(kind, operand.literal) === undefined) throw mismatch(node, kind);
  }
}

/** The error of a condition that compares a column with a value of another type. */
export function mismatch({ path }: Comparison, kind: ColumnKind): MalformedConditionError {
  return new MalformedConditionError(`${path.join('.')} is compared with what is no ${kind}`);
}

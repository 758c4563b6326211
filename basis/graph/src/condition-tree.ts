import { StrataError, type Viewer, type ViewerAttribute } from '@strata/basis-core';

/** A condition cannot be meant: an operator or column that is not there, a value of the wrong type, an empty part. */
export class MalformedConditionError extends StrataError {
  constructor(why: string) {
    super('MALFORMED_CONDITION', `A grant's condition is malformed: ${why}.`, 500);
  }
}

export type Operator = 'eq' | 'in' | 'isNull' | 'lt' | 'lte' | 'gt' | 'gte';

/** A comparison's operand: a literal, or what the viewer's attribute of that name says. */
export type Operand = { literal: ViewerAttribute } | { attribute: string };

/** One comparison of a column, or of a column over to-one relations. */
export interface Comparison {
  kind: 'comparison';
  path: readonly string[];
  operator: Operator;
  operands: readonly Operand[];
}

/** A condition, taken apart: what both interpreters read. */
export type ConditionNode = { kind: 'all' | 'any'; nodes: readonly ConditionNode[] } | Comparison;

const COLUMN = /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*){0,3}$/;
const PLACEHOLDER = /^\$\{viewer\.([A-Za-z][A-Za-z0-9_]*)\}$/;
const OPERATORS: ReadonlySet<string> = new Set(['eq', 'in', 'isNull', 'lt', 'lte', 'gt', 'gte']);
const MAX_DEPTH = 16;

/**
 * Takes a condition apart and refuses what is not one. Emptiness is refused too: `{}` would hold for every row.
 *
 * @throws MalformedConditionError
 */
export function parseCondition(condition: unknown, depth = 0): ConditionNode {
  if (depth > MAX_DEPTH) throw new MalformedConditionError(`it is nested deeper than ${MAX_DEPTH}`);
  const nodes = entriesOf(condition, 'a condition').flatMap(([key, value]) =>
    key === 'and' || key === 'or' ? [parseGroup(key, value, depth)] : parseComparisons(key, value),
  );
  return { kind: 'all', nodes };
}

function parseGroup(key: 'and' | 'or', value: unknown, depth: number): ConditionNode {
  if (!Array.isArray(value) || value.length === 0) throw new MalformedConditionError(`${key} lists no conditions`);
  return { kind: key === 'and' ? 'all' : 'any', nodes: value.map((each) => parseCondition(each, depth + 1)) };
}

function parseComparisons(column: string, comparison: unknown): ConditionNode[] {
  if (!COLUMN.test(column)) throw new MalformedConditionError(`${JSON.stringify(column)} is no column`);
  const path = column.split('.');
  return entriesOf(comparison, column).map(([operator, value]) => {
    if (!isOperator(operator)) throw new MalformedConditionError(`${column} has the unknown operator ${operator}`);
    return { kind: 'comparison', path, operator, operands: parseOperands(`${column} ${operator}`, operator, value) };
  });
}

function isOperator(name: string): name is Operator {
  return OPERATORS.has(name);
}

function parseOperands(place: string, operator: Operator, value: unknown): Operand[] {
  if (operator === 'isNull') {
    if (typeof value !== 'boolean') throw new MalformedConditionError(`${place} is neither true nor false`);
    return [{ literal: value }];
  }
  if (operator !== 'in') return [parseOperand(place, value)];
  if (!Array.isArray(value)) throw new MalformedConditionError(`${place} is no list`);
  return value.map((each) => parseOperand(place, each));
}

function parseOperand(place: string, value: unknown): Operand {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return { literal: value };
  if (typeof value !== 'string') throw new MalformedConditionError(`${place} compares with what is no value`);
  const attribute = PLACEHOLDER.exec(value)?.[1];
  if (attribute !== undefined) return { attribute };
  if (value.includes('${')) throw new MalformedConditionError(`${place}: a placeholder stands for the whole value`);
  return { literal: value };
}

function entriesOf(value: unknown, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedConditionError(`${what} is no object`);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) throw new MalformedConditionError(`${what} is empty`);
  return entries;
}

/** What an operand stands for to this viewer; null for an attribute that the viewer has not. */
export function valueFor(viewer: Viewer, operand: Operand): ViewerAttribute {
  if ('literal' in operand) return operand.literal;
  if (operand.attribute === 'id') return viewer.id;
  return Object.hasOwn(viewer.attributes, operand.attribute) ? (viewer.attributes[operand.attribute] ?? null) : null;
}

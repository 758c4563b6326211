/** A value that a condition compares with: a literal, or a whole-value placeholder such as `${viewer.id}`. */
export type ConditionValue = string | number | boolean;

/** Comparisons of one column, or of a column over to-one relations (`product.categoryId`). All must hold. */
export interface Comparison {
  eq?: ConditionValue;
  in?: readonly ConditionValue[];
  isNull?: boolean;
  lt?: ConditionValue;
  lte?: ConditionValue;
  gt?: ConditionValue;
  gte?: ConditionValue;
}

/**
 * A typed tree that says which rows a grant covers: allow-only, no negation. The keys beside `and` and `or` are
 * columns of the resource; all entries of one object must hold together. One tree has two interpreters, in memory and
 * in SQL (basis/graph), and a property test that holds them equal.
 *
 * @example { customerId: { eq: '${viewer.id}' } }
 * @example { or: [{ status: { in: ['PLACED', 'CONFIRMED'] } }, { customerId: { eq: '${viewer.id}' } }] }
 */
export type Condition = { and: readonly Condition[] } | { or: readonly Condition[] } | { [column: string]: Comparison };

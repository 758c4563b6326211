import { BadUserInputError } from '@strata/basis-core';

/** Where a page begins and how long it is, as a client says it. */
export interface PageRequest {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** How many rows a page may have. */
export interface PageLimits {
  /** Rows of a page when the client does not say. Default 20. */
  defaultFirst?: number;
  /** Rows of a page at most. Default 100. */
  maxFirst?: number;
}

const DEFAULT_FIRST = 20;
const MAX_FIRST = 100;

/**
 * How many rows a page has.
 *
 * @throws BadUserInputError naming `first` and its limit
 */
export function pageSize(
  { first }: PageRequest,
  { defaultFirst = DEFAULT_FIRST, maxFirst = MAX_FIRST }: PageLimits,
): number {
  const size = first ?? defaultFirst;
  if (!Number.isInteger(size) || size < 1 || size > maxFirst) {
    throw new BadUserInputError(`first must be between 1 and ${maxFirst}.`, {
      details: { field: 'first', max: maxFirst },
    });
  }
  return size;
}

/** One page of a list, in the shape of a Relay connection. What a client does not select is not computed. */
export interface Page<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Counted when first asked for. */
  readonly totalCount: Promise<number>;
}

export interface PageParts<T> {
  /** One row more than the page holds, if there is one. */
  rows: readonly T[];
  size: number;
  isFirst: boolean;
  cursorOf(row: T): string;
  count(): Promise<number>;
}

/** Makes a page of what was read. */
export function createPage<T>({ rows, size, isFirst, cursorOf, count }: PageParts<T>): Page<T> {
  const nodes = rows.slice(0, size);
  let total: Promise<number> | undefined;
  const cursorAt = (index: number) => {
    const node = nodes.at(index);
    return node === undefined ? null : cursorOf(node);
  };
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ node, cursor: cursorOf(node) }));
    },
    get pageInfo() {
      const hasNextPage = rows.length > size;
      return { hasNextPage, hasPreviousPage: !isFirst, startCursor: cursorAt(0), endCursor: cursorAt(-1) };
    },
    get totalCount() {
      total ??= count();
      return total;
    },
  };
}

import type { EntityClass, FilterQuery } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type OrderBy, orderingOf, type Where } from './ordering.ts';
import { createPage, type Page, type PageLimits, type PageRequest, pageSize } from './page.ts';

/** The part of MikroORM's EntityManager that pages are read with. */
export type PageSource = Pick<SqlEntityManager, 'find' | 'count' | 'createQueryBuilder'>;

/** Which rows, in which order, and which page of them. */
export interface PageOptions<T extends object> extends PageRequest, PageLimits {
  /** The viewer's rows: what `rows(viewer, permission, Entity)` gave. Page, cursors and count stay under it. */
  rows: FilterQuery<T>;
  /** What the client asked for beyond that. */
  where?: FilterQuery<T>;
  /** Default: by primary key, which for UUIDv7 is by age. The primary key is added as the tie-breaker. */
  orderBy?: readonly OrderBy[];
}

/**
 * Reads one page of a list by keyset: rows that come or go before it move nothing. One statement for the page, one
 * more when the total is asked for.
 *
 * @throws BadUserInputError naming `first` when it is out of its limits, `after` when it is no cursor of this list
 * @example paginate(em, Product, { ...page, rows: rows(viewer, 'products:read', Product),
 *   orderBy: [{ field: 'name', direction: 'asc' }] })
 */
export async function paginate<T extends object>(
  em: PageSource,
  entity: EntityClass<T>,
  options: PageOptions<T>,
): Promise<Page<T>> {
  const { after, orderBy = [] } = options;
  const size = pageSize(options, options);
  const ordering = orderingOf(entity, orderBy);
  const listed = all(options.rows, options.where);
  const from = after == null ? undefined : ordering.after(after);
  // never, here and below: MikroORM's types know no where-object that is made at run time.
  const found = await em.find(entity, all(listed, from) as never, {
    orderBy: ordering.orderBy as never,
    limit: size + 1,
  });
  return createPage<T>({
    rows: found as T[],
    size,
    isFirst: after == null,
    cursorOf: ordering.cursorOf,
    count: () => em.count(entity, listed as never),
  });
}

/** All of these must hold; what is missing or empty demands nothing. */
export function all(...parts: readonly (unknown | undefined)[]): Where {
  const given = parts.filter((part): part is Where => part !== undefined && Reflect.ownKeys(part as object).length > 0);
  return given.length === 0 ? {} : { $and: given };
}

import { type EntityClass, type EntityMetadata, type EntityProperty, raw } from '@mikro-orm/core';
import { type Ordering, orderingOf, type Where } from './ordering.ts';
import { createPage, type Page, pageSize } from './page.ts';
import { all, type PageOptions, type PageSource } from './paginate.ts';
import { columnAt, metadataOf } from './row-columns.ts';
import { valueAt } from './row-values.ts';

/** The children of many parents, a page for each. */
export interface PageByParentOptions<T extends object> extends PageOptions<T> {
  /** The property that holds the parent's id: a column, or a to-one relation. */
  parentField: string;
  parentIds: readonly string[];
}

interface Children<T extends object> {
  em: PageSource;
  entity: EntityClass<T>;
  meta: EntityMetadata;
  parent: EntityProperty;
  parentIds: readonly string[];
  /** The viewer's rows that the client asked for. */
  listed: Where;
}

/**
 * Reads the same page of the children of many parents: one statement for all pages, one more for all totals when one
 * is asked for. For use in a `loader`'s batch.
 *
 * @returns the pages in the order of `parentIds`; that of a parent without children is empty
 * @throws BadUserInputError as `paginate` does
 * @example loader(context, `Product.reviews:${page.first}:${page.after}`, (ids: readonly string[]) =>
 *   paginateByParent(em, Review, { ...page, parentField: 'productId', parentIds: ids, rows: visible })).load(product.id)
 */
export async function paginateByParent<T extends object>(
  em: PageSource,
  entity: EntityClass<T>,
  options: PageByParentOptions<T>,
): Promise<Page<T>[]> {
  const { after, orderBy = [], parentField, parentIds } = options;
  const size = pageSize(options, options);
  const ordering = orderingOf(entity, orderBy);
  const children = childrenOf(em, entity, parentField, parentIds, all(options.rows, options.where));
  const from = after == null ? undefined : ordering.after(after);
  const found = await readChildren(children, ordering, from, size + 1);
  const byParent = Map.groupBy(found, (row) => valueAt(row, [children.parent]));
  const totals = once(() => countChildren(children));
  return parentIds.map((id) =>
    createPage<T>({
      rows: byParent.get(id) ?? [],
      size,
      isFirst: after == null,
      cursorOf: ordering.cursorOf,
      count: async () => (await totals()).get(id) ?? 0,
    }),
  );
}

function childrenOf<T extends object>(
  em: PageSource,
  entity: EntityClass<T>,
  parentField: string,
  parentIds: readonly string[],
  listed: Where,
): Children<T> {
  const meta = metadataOf(entity);
  if (meta === undefined) throw new Error(`${entity.name} is not known to MikroORM.`);
  const parent = columnAt(meta, [parentField]).properties[0] as EntityProperty;
  return { em, entity, meta, parent, parentIds, listed };
}

/** For each parent its first rows, found through the index on (parent, ordering) however many it has. */
async function readChildren<T extends object>(
  { em, entity, meta, parent, parentIds, listed }: Children<T>,
  ordering: Ordering,
  from: Where | undefined,
  limit: number,
): Promise<T[]> {
  const key = meta.primaryKeys[0] as string;
  const ofParent = { [raw(`child."${parent.fieldNames[0]}" = parent.id`)]: [] };
  const { sql, params } = em
    .createQueryBuilder(entity, 'child')
    .select(key as never) // never: MikroORM's types know no property that is named at run time, here and below
    .where(all(listed, from, ofParent) as never)
    .orderBy(ordering.orderBy as never)
    .limit(limit)
    .toRaw();
  const ids = raw(
    `select child.* from unnest(?::${parent.columnTypes[0]}[]) as parent(id) cross join lateral (${sql}) as child`,
    [arrayLiteral(parentIds), ...params],
  );
  return (await em.find(entity, { [key]: { $in: ids } } as never, { orderBy: ordering.orderBy as never })) as T[];
}

async function countChildren<T extends object>(children: Children<T>): Promise<Map<unknown, number>> {
  const { em, entity, parent, parentIds, listed } = children;
  const column = `child."${parent.fieldNames[0]}"`;
  const counts = await em
    .createQueryBuilder(entity, 'child')
    .select([raw(`${column} as parent`), raw('count(*)::int as total')] as never)
    .where(all(listed, { [parent.name]: { $in: [...parentIds] } }) as never)
    .groupBy(raw(column) as never)
    .execute<{ parent: unknown; total: number }[]>('all', false);
  return new Map(counts.map((row) => [row.parent, row.total]));
}

/** PostgreSQL's text form of an array: JSON's escapes are its own. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => JSON.stringify(value)).join(',')}}`;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

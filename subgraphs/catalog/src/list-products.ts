import type { FilterQuery } from '@mikro-orm/core';
import { BadUserInputError } from '@strata/basis-core';
import { type MoneyInput, moneyOf } from '@strata/basis-graph';
import { type Product, SHOP_CURRENCY } from './product.entity.ts';
import { type ProductFilter, ProductOrder } from './product.inputs.ts';

/** The columns behind each order; an index of (status, column, id) serves each. */
export const PRODUCT_ORDERS = {
  [ProductOrder.NAME_ASC]: [{ field: 'name', direction: 'asc' }],
  [ProductOrder.NAME_DESC]: [{ field: 'name', direction: 'desc' }],
  [ProductOrder.PRICE_ASC]: [{ field: 'priceMinor', direction: 'asc' }],
  [ProductOrder.PRICE_DESC]: [{ field: 'priceMinor', direction: 'desc' }],
  [ProductOrder.NEWEST]: [{ field: 'createdAt', direction: 'desc' }],
} as const;

/** What a filter asks for, as conditions that must all hold. */
export function productsWhere(filter: ProductFilter): FilterQuery<Product> {
  const conditions: FilterQuery<Product>[] = [];
  if (filter.search) conditions.push({ name: { $ilike: `%${escapeLike(filter.search)}%` } });
  if (filter.categoryId) conditions.push({ category: filter.categoryId });
  if (filter.status) conditions.push({ status: filter.status });
  if (filter.minPrice) conditions.push({ priceMinor: { $gte: inCents(filter.minPrice, 'filter.minPrice') } });
  if (filter.maxPrice) conditions.push({ priceMinor: { $lte: inCents(filter.maxPrice, 'filter.maxPrice') } });
  return conditions.length === 0 ? {} : { $and: conditions };
}

function inCents(price: MoneyInput, field: string): bigint {
  const money = moneyOf(price, field);
  if (money.currency === SHOP_CURRENCY) return money.minor;
  throw new BadUserInputError(`This shop sells in ${SHOP_CURRENCY}, not in ${money.currency}.`, {
    details: { field: `${field}.currency` },
  });
}

/** A part of a name means itself, whatever signs are in it. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

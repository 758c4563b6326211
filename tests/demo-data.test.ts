// demo
import { demoId } from '../basis/core/src/demo-id.ts';
import { isId } from '../basis/core/src/ids.ts';
import { demoCategories, demoProducts } from '../subgraphs/catalog/src/seed/products.ts';
import { demoStock } from '../subgraphs/inventory/src/seed/stock.ts';
import { demoOrders } from '../subgraphs/orders/src/seed/orders.ts';
import { demoProductNames } from '../subgraphs/orders/src/seed/product-names.ts';
import { demoReviews } from '../subgraphs/reviews/src/seed/reviews.ts';
import { demoAccounts, demoCustomers, demoUsers } from '../subgraphs/sso/src/seed/users.ts';

// Each service seeds its own rows without asking another, so only this test sees whether they fit together.

const MAX_NAME_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 2000;
const MAX_BODY_LENGTH = 5000;

const productOf = new Map(demoProducts.map((product) => [product.sku, product]));
const userOf = new Map(demoUsers.map((user) => [user.email, user]));
const delivered = demoOrders.filter((order) => order.status === 'DELIVERED');
const reviewed = new Set(demoReviews.map((review) => review.sku));

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

function ordersOf(email: string): string[] {
  return demoOrders.filter((order) => order.customerEmail === email).map((order) => order.status);
}

/** When the author of a review first held the product in hand; undefined when that never happened. */
function receivedAt(email: string, sku: string): string | undefined {
  return delivered
    .filter((order) => order.customerEmail === email && order.lines.some((line) => line.sku === sku))
    .map((order) => order.deliveredAt ?? undefined)
    .sort()[0];
}

describe('ids', () => {
  test('the id of a demonstration row never changes', () => {
    expect(demoId('product', 'KIT-0012')).toBe('d7ba4caf-afb2-5e1e-a47f-487e93939979');
    expect(demoId('user', 'KIT-0012')).not.toBe(demoId('product', 'KIT-0012'));
  });

  test('every id is a UUID and is used once', () => {
    const ids = [demoCategories, demoProducts, demoUsers, demoOrders, demoReviews].flat().map((row) => row.id);
    expect(ids.filter((id) => !isId(id))).toEqual([]);
    expect(repeated(ids)).toEqual([]);
  });

  test('services agree on the ids of the rows of others', () => {
    const lines = demoOrders.flatMap((order) => order.lines);
    const strangers = [...demoStock, ...lines, ...demoReviews].filter(
      (row) => row.productId !== productOf.get(row.sku)?.id,
    );
    expect(strangers).toEqual([]);
    expect(demoOrders.filter((order) => order.customerId !== userOf.get(order.customerEmail)?.id)).toEqual([]);
    expect(demoReviews.filter((review) => review.authorId !== userOf.get(review.authorEmail)?.id)).toEqual([]);
  });
});

describe('catalogue', () => {
  test('there are twelve categories and about two hundred products, each with its own SKU and name', () => {
    expect(demoCategories).toHaveLength(12);
    expect(repeated(demoCategories.map((category) => category.slug))).toEqual([]);
    expect(demoProducts.length).toBeGreaterThanOrEqual(195);
    expect(demoProducts.length).toBeLessThanOrEqual(210);
    expect(repeated(demoProducts.map((product) => product.sku))).toEqual([]);
    expect(repeated(demoProducts.map((product) => product.name))).toEqual([]);
  });

  test('each product stands in a category, and each category has products on sale', () => {
    const onSale = demoProducts.filter((product) => product.status === 'ACTIVE').map((product) => product.category);
    const slugs = demoCategories.map((category) => category.slug);
    expect(demoProducts.filter((product) => !slugs.includes(product.category))).toEqual([]);
    expect(slugs.filter((slug) => !onSale.includes(slug))).toEqual([]);
  });

  test('SKUs, prices and texts keep their form and limits', () => {
    for (const { sku, priceMinor, name, description } of demoProducts) {
      expect(sku).toMatch(/^[A-Z]{3}-\d{4}$/);
      expect(Number.isSafeInteger(priceMinor) && priceMinor > 0).toBe(true);
      expect(name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
      expect(description.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
    }
  });
});

describe('stock', () => {
  test('every product has one stock level, of whole pieces', () => {
    expect(demoStock.map((level) => level.sku)).toEqual(demoProducts.map((product) => product.sku));
    expect(demoStock.filter((level) => !Number.isInteger(level.available) || level.available < 0)).toEqual([]);
  });

  test('some products on sale are sold out, and three have exactly ten pieces', () => {
    const onSale = demoStock.filter((level) => productOf.get(level.sku)?.status === 'ACTIVE');
    expect(onSale.filter((level) => level.available === 0).length).toBeGreaterThan(0);
    expect(onSale.filter((level) => level.available === 10)).toHaveLength(3);
  });
});

describe('users', () => {
  test('four accounts can sign in, the thirty customers with a history cannot', () => {
    expect(demoAccounts.map((account) => [account.email, account.role])).toEqual([
      ['admin@strata.test', 'admin'],
      ['staff@strata.test', 'staff'],
      ['customer@strata.test', 'customer'],
      ['other@strata.test', 'customer'],
    ]);
    expect(demoUsers.filter((user) => user.canSignIn)).toEqual(demoAccounts);
    expect(demoCustomers).toHaveLength(30);
    expect(repeated(demoUsers.map((user) => user.email))).toEqual([]);
  });
});

describe('orders', () => {
  test('each line names a product once in its order, at the price of the product', () => {
    for (const order of demoOrders) {
      expect(order.lines.length).toBeGreaterThan(0);
      expect(repeated(order.lines.map((line) => line.sku))).toEqual([]);
      expect(order.lines.filter((line) => line.quantity < 1)).toEqual([]);
      expect(order.lines.filter((line) => line.unitPriceMinor !== productOf.get(line.sku)?.priceMinor)).toEqual([]);
    }
  });

  test('lines keep the names that the products have', () => {
    const names = Object.entries(demoProductNames);
    expect(names.filter(([sku, name]) => productOf.get(sku)?.name !== name)).toEqual([]);
  });

  test('nobody ever bought a draft', () => {
    const bought = demoOrders.flatMap((order) => order.lines).map((line) => productOf.get(line.sku)?.status);
    expect(bought).not.toContain('DRAFT');
  });

  test('numbers rise with time, and an order is delivered after it was placed', () => {
    expect(demoOrders.filter((order) => !/^S-2026-\d{6}$/.test(order.number))).toEqual([]);
    const placed = demoOrders.map((order) => order.placedAt);
    expect([...placed].sort()).toEqual(placed);
    expect(repeated(demoOrders.map((order) => order.number))).toEqual([]);
    expect(demoOrders.map((order) => order.number)).toEqual(demoOrders.map((order) => order.number).toSorted());
    expect(delivered.filter((order) => (order.deliveredAt ?? '') <= order.placedAt)).toEqual([]);
  });

  test('the demonstration customers have a short history, the others at least one delivery', () => {
    expect(ordersOf('customer@strata.test')).toEqual(['DELIVERED', 'CANCELLED']);
    expect(ordersOf('other@strata.test')).toEqual(['DELIVERED']);
    for (const { email } of demoCustomers) expect([...new Set(ordersOf(email))]).toEqual(['DELIVERED']);
  });
});

describe('reviews', () => {
  test('an author has received the product before writing about it', () => {
    const premature = demoReviews.filter((review) => {
      const received = receivedAt(review.authorEmail, review.sku);
      return received === undefined || received >= review.createdAt;
    });
    expect(premature).toEqual([]);
  });

  test('an author reviews a product once, and in words of their own', () => {
    expect(repeated(demoReviews.map((review) => `${review.sku} ${review.authorEmail}`))).toEqual([]);
    expect(repeated(demoReviews.map((review) => review.body))).toEqual([]);
  });

  test('ratings are whole, from 1 to 5 and all in use; bodies keep their limit', () => {
    expect([...new Set(demoReviews.map((review) => review.rating))].sort()).toEqual([1, 2, 3, 4, 5]);
    const lengths = demoReviews.map((review) => review.body.trim().length);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_BODY_LENGTH);
  });

  test('some products have no review yet, and the demonstration customer may still write two', () => {
    expect(demoProducts.filter((product) => !reviewed.has(product.sku)).length).toBeGreaterThanOrEqual(10);
    const own = demoReviews.filter((review) => review.authorEmail === 'customer@strata.test');
    const received = delivered
      .filter((order) => order.customerEmail === 'customer@strata.test')
      .flatMap((o) => o.lines);
    expect(own).toHaveLength(2);
    expect(received).toHaveLength(4);
  });
});

import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { BadUserInputError, ForbiddenError } from '@strata/basis-core';
import { can, type Money } from '@strata/basis-graph';
import { command } from '@strata/basis-subgraph';
import { Order } from './order.entity.ts';
import { ProductNotAvailableError } from './order.errors.ts';
import type { OrderLineInput, PlaceOrderInput } from './order.inputs.ts';
import { orderProcess } from './order.process.ts';
import { MAX_QUANTITY } from './order-limits.ts';
import { ProductReplica } from './product.replica.ts';
import { askFor } from './take-step.ts';

/** Places an order in the viewer's own name, at today's prices: those that the product's replica has. */
export const placeOrder = command(async (unit, { lines }: PlaceOrderInput) => {
  const { em, viewer, now } = unit;
  if (viewer.kind !== 'user' || viewer.id === null) throw new ForbiddenError('Only a person can place an order.');
  const products = await offeredProducts(em, lines);
  const wanted = lines.map((line, index) => ({ ...line, ...offered(products, line, `input.lines[${index}]`) }));
  const number = await nextOrderNumber(em, now);
  const order = Order.place({ number, customerId: viewer.id, lines: onePerProduct(wanted) }, now);
  if (!can(viewer, 'orders:place', order)) throw new ForbiddenError();
  em.persist(order);
  await em.flush();
  await askFor(unit, order, orderProcess.begins.asks);
  return { order };
});

type Products = ReadonlyMap<string, ProductReplica>;

async function offeredProducts(em: SqlEntityManager, lines: readonly OrderLineInput[]): Promise<Products> {
  const found = await em.find(ProductReplica, { id: { $in: lines.map(({ productId }) => productId) } });
  return new Map(found.map((product) => [product.id, product]));
}

interface WantedLine extends OrderLineInput {
  productName: string;
  unitPrice: Money;
}

function offered(products: Products, { productId }: OrderLineInput, line: string): Omit<WantedLine, 'quantity'> {
  const field = `${line}.productId`;
  const product = products.get(productId.toLowerCase());
  if (product === undefined) throw new BadUserInputError(`There is no product ${productId}.`, { details: { field } });
  if (!product.isForSale) throw new ProductNotAvailableError(product.id, field);
  return { productId: product.id, productName: product.name, unitPrice: product.price };
}

/** What a customer listed twice is one line of the sum. */
function onePerProduct(lines: readonly WantedLine[]): WantedLine[] {
  const merged = new Map<string, WantedLine>();
  for (const [index, line] of lines.entries()) {
    const quantity = (merged.get(line.productId)?.quantity ?? 0) + line.quantity;
    if (quantity > MAX_QUANTITY) {
      const field = `input.lines[${index}].quantity`;
      throw new BadUserInputError(`More than ${MAX_QUANTITY} pieces of ${line.productName}.`, { details: { field } });
    }
    merged.set(line.productId, { ...line, quantity });
  }
  return [...merged.values()];
}

/** `S-2026-000191`: unique and rising; one that is rolled back leaves a gap. */
async function nextOrderNumber(em: SqlEntityManager, now: Date): Promise<string> {
  const [next] = await em.execute<{ value: string }[]>("select nextval('order_number') as value");
  return `S-${now.getUTCFullYear()}-${String(next?.value).padStart(6, '0')}`;
}

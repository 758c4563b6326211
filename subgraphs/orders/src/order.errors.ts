import { ConflictError, StrataError } from '@strata/basis-core';
import type { OrderStatus, OrderStep } from './order.process.ts';

/** The order stands where this cannot be done any more, or not yet. A `CONFLICT`; `details.status` says where. */
export class OrderNotOpenError extends ConflictError {
  constructor(number: string, status: OrderStatus, step: OrderStep) {
    super(`Order ${number} is ${status}: it is too late, or too early, for ${step}.`, {
      details: { reason: 'ORDER_NOT_OPEN', status },
    });
  }
}

/**
 * The product is there, and is not for sale. `details.field` is the path of the line's product. Its name is not told,
 * for a draft's is not public.
 */
export class ProductNotAvailableError extends StrataError {
  constructor(id: string, field: string) {
    super('PRODUCT_NOT_AVAILABLE', `The product ${id} is not for sale.`, 409, { details: { field } });
  }
}

import type { Unit } from '@strata/basis-subgraph';
import type { Order } from './order.entity.ts';
import type { OrderStep } from './order.process.ts';
import { orderTasks } from './order-tasks.ts';

/** Takes a step of an order's process, and asks for what follows. @throws OrderNotOpenError where it has no such step */
export function takeStep({ now, emit }: Pick<Unit, 'now' | 'emit'>, order: Order, step: OrderStep): void {
  for (const task of order.take(step, now)) emit(orderTasks[task](order));
}

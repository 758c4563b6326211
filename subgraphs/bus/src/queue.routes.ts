import { ForbiddenError, holds, NotFoundError, UnauthenticatedError } from '@strata/basis-core';
import { controlQueue, eventsQueue, type Transport, tasksQueue } from '@strata/basis-messaging';
import type { Route, RouteContext } from '@strata/basis-subgraph';
import { audited } from './operate.ts';
import { OperatorActionType } from './operator-action.entity.ts';
import type { QueueBoard } from './queue-board.ts';

/** Without those by which jobs are made or edited: what a job holds is taken for a message of a service. */
const METHODS = ['GET', 'PUT'] as const;
const PATH = '/console/queues';
/** The service whose queue a path is about. On Redis queues have names in braces. */
const QUEUE = /\/api\/queues\/(?:%7B)?([a-z][a-z0-9-]*)\./;

/** bull-board, for whom the gateway signed in: with `bus:read` to look at, with `bus:operate` to change. */
export const queueRoutes: readonly Route[] = ([PATH, `${PATH}/*`] as const).flatMap((path) =>
  METHODS.map((method): Route => ({ method, path, access: 'public', handle })),
);

async function handle(request: Request, context: RouteContext): Promise<Response> {
  const { viewer } = context;
  if (viewer.id === null) throw new UnauthenticatedError();
  const mayOperate = holds(viewer, 'bus:operate');
  const isLook = request.method === 'GET';
  if (!mayOperate && !(isLook && holds(viewer, 'bus:read'))) throw new ForbiddenError();
  const board = await boardOf(context, mayOperate);
  if (isLook) return board.answer(request);
  const path = new URL(request.url).pathname;
  const intent = {
    type: OperatorActionType.CHANGE_QUEUE,
    service: QUEUE.exec(path)?.[1] ?? 'all',
    arguments: { method: request.method, path },
  };
  return audited(context, intent, () => board.answer(request));
}

/** A board for those who may look, and one for those who may change, of each transport: a process has one. */
const boards = new WeakMap<Transport, Map<boolean, Promise<QueueBoard>>>();

async function boardOf({ transport: opening, operations }: RouteContext, mayOperate: boolean): Promise<QueueBoard> {
  const transport = await opening;
  if (transport?.inspect === undefined) throw new NotFoundError('queue');
  const known = boards.get(transport) ?? new Map<boolean, Promise<QueueBoard>>();
  boards.set(transport, known);
  let board = known.get(mayOperate);
  if (board === undefined) {
    board = openBoard(transport, operations.services, mayOperate);
    known.set(mayOperate, board);
  }
  return board;
}

/** bull-board is loaded when somebody wants to see it: a start has other things to do. */
async function openBoard(transport: Transport, services: readonly string[], mayOperate: boolean): Promise<QueueBoard> {
  const { createQueueBoard } = await import('./queue-board.ts');
  const names = services.flatMap((service) => [eventsQueue(service), controlQueue(service), tasksQueue(service)]);
  const queues = names.flatMap((name) => transport.inspect?.(name) ?? []);
  return createQueueBoard(queues, { path: PATH, mayOperate });
}

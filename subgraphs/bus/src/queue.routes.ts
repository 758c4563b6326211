import { ForbiddenError, holds, NotFoundError, UnauthenticatedError } from '@strata/basis-core';
import { Json } from '@strata/basis-graph';
import { controlQueue, eventsQueue, type Transport, tasksQueue } from '@strata/basis-messaging';
import { rawBody } from '@strata/basis-network';
import type { Route, RouteContext } from '@strata/basis-subgraph';
import { audited } from './operate.ts';
import { OperatorActionType } from './operator-action.entity.ts';
import type { QueueBoard } from './queue-board.ts';

/** Without those by which jobs are made or edited: what a job holds is taken for a message of a service. */
const METHODS = ['GET', 'PUT'] as const;
const PATH = '/console/queues';
/** The service whose queue it is. On Redis queues have names in braces. */
const QUEUE = /^\{?([a-z][a-z0-9-]{0,58})\./;
/** What is set on a queue is a number or two. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** What is kept in the audit of what was set: of more, its size. */
const KEPT_BYTES = 4 * 1024;

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
  const body = await rawBody(request, BODY_LIMIT_BYTES);
  if (isLook) return board.answer(request, body);
  const path = new URL(request.url).pathname;
  const intent = {
    type: OperatorActionType.CHANGE_QUEUE,
    service: serviceOf(path),
    arguments: { method: request.method, path, ...whatIsSet(body) },
  };
  return audited(context, intent, () => board.answer(request, body));
}

/** The path's parts are decoded one by one, as bull-board does before it looks for a queue. */
function serviceOf(path: string): string {
  const [api, queues, name = ''] = path
    .slice(PATH.length + 1)
    .split('/')
    .map(decoded);
  return (api === 'api' && queues === 'queues' && QUEUE.exec(name)?.[1]) || 'all';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * A request's body for the audit: as JSON, or its size when it is none or long.
 *
 * @throws BadUserInputError when PostgreSQL cannot keep it
 */
function whatIsSet(body: string): { set?: unknown; setBytes?: number } {
  if (body === '') return {};
  const sizeBytes = Buffer.byteLength(body);
  const parsed = sizeBytes > KEPT_BYTES ? undefined : parsedJson(body);
  return parsed === undefined ? { setBytes: sizeBytes } : { set: Json.parseValue(parsed) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
    board.catch(() => known.delete(mayOperate)); // whoever asks next has it opened again
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

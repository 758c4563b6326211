import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Transport } from '@strata/basis-messaging';
import { type FastifyInstance, fastify } from 'fastify';

/** A queue as BullMQ has it. */
export type InspectedQueue = ReturnType<NonNullable<Transport['inspect']>>;

/** bull-board's headers say nothing of what a page may do; it needs its own scripts and styles, inline ones too. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};
const PASSED_HEADERS = ['accept', 'content-type', 'if-none-match'];
/** Jobs that are shown at once: bull-board itself would show all. */
const MAX_JOBS_PER_PAGE = 100;
/** Statuses that have no body. */
const EMPTY = [204, 304];

/** bull-board, asked in process: it listens nowhere. */
export interface QueueBoard {
  /** @param body the request's, which was read */
  answer(request: Request, body: string): Promise<Response>;
}

/** Where people find it, and what they may do there. */
export interface QueueBoardOptions {
  path: `/${string}`;
  mayOperate: boolean;
}

/**
 * bull-board over queues. One that may not operate changes nothing, and does not show what jobs hold.
 *
 * @example const board = await createQueueBoard(queues, { path: '/console/queues', mayOperate: false });
 *   const response = await board.answer(request);
 */
export async function createQueueBoard(
  queues: readonly InspectedQueue[],
  { path, mayOperate }: QueueBoardOptions,
): Promise<QueueBoard> {
  const serverAdapter = new FastifyAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => adapterOf(queue, mayOperate)),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Strata’s queues', hideRedisDetails: true } },
  });
  const app = fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await app.register(serverAdapter.registerPlugin(), { prefix: path });
  return { answer: (request, body) => ask(app, request, body) };
}

/** Our workers share connections, and BullMQ, which counts connections, would see none: better not to say. */
class SharedConnectionsAdapter extends BullMQAdapter {
  override async getWorkers(): Promise<null> {
    return null;
  }
}

function adapterOf(queue: InspectedQueue, mayOperate: boolean): BullMQAdapter {
  const adapter = new SharedConnectionsAdapter(queue, { readOnlyMode: !mayOperate, allowRetries: false });
  if (!mayOperate) {
    for (const field of ['data', 'returnValue', 'progress'] as const) adapter.setFormatter(field, () => ({}));
  }
  return adapter;
}

async function ask(app: FastifyInstance, request: Request, body: string): Promise<Response> {
  const { pathname, search } = limited(new URL(request.url));
  const headers = PASSED_HEADERS.flatMap((name): [string, string][] => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const answer = await app.inject({
    method: request.method as 'GET',
    url: pathname + search,
    headers: Object.fromEntries(headers),
    ...(body !== '' && { payload: body }),
  });
  const answered = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const content = EMPTY.includes(answer.statusCode) ? null : new Uint8Array(answer.rawPayload);
  return new Response(content, { status: answer.statusCode, headers: { ...Object.fromEntries(answered), ...HEADERS } });
}

function limited(url: URL): URL {
  if (Number(url.searchParams.get('jobsPerPage')) > MAX_JOBS_PER_PAGE) {
    url.searchParams.set('jobsPerPage', String(MAX_JOBS_PER_PAGE));
  }
  return url;
}

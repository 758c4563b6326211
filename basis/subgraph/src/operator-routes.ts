import { BadUserInputError, holds, NotFoundError, type Viewer, z } from '@strata/basis-core';
import type {
  DeadLetterFilter,
  DeadLetters,
  Erasure,
  OutboxOperators,
  Replicas,
  TaskOperators,
} from '@strata/basis-messaging';
import { OPERATE, OPERATOR } from './identity-keys.ts';
import type { DescribedUse } from './message-uses.ts';
import type { OperatorJobs } from './operator-jobs.ts';
import type { Route } from './route.ts';

/** Requests of operators are small: the largest is a payload. */
const MAX_BODY_LENGTH = 1024 * 1024;
const REBUILD_POLL_MS = 200;

/** What operators may look at and change in a service. */
export interface Operable {
  outbox: OutboxOperators;
  replicas: Pick<Replicas, 'status' | 'check' | 'rebuild'>;
  deadLetters: Pick<DeadLetters, 'list' | 'groups' | 'show' | 'edit' | 'replay' | 'discard'>;
  tasks: TaskOperators;
  erasure: Erasure;
  jobs: OperatorJobs;
  /** What the service does with which contracts. */
  messages: readonly DescribedUse[];
}

const who = z.string().min(1).max(200);
const entity = z.string().min(1).max(200);
const limit = z.coerce.number().int().min(1).max(500);
const letterFilter = z
  .object({
    source: z.string(),
    topic: z.string(),
    handler: z.string(),
    state: z.enum(['failed', 'behind', 'replayed', 'discarded', 'superseded']),
    reason: z.string(),
    fingerprint: z.string(),
    aggregateId: z.uuid(),
  })
  .partial();
const letterNumber = z.coerce.number().int().positive();
const letterChoice = z.union([
  z.literal('all'),
  z.object({ number: z.number().int().positive() }),
  z.object({ filter: letterFilter }),
]);
const taskState = z.enum(['waiting', 'running', 'done', 'failed', 'expired', 'cancelled']);

const bodies = {
  abandon: z.object({ consumer: z.string().min(1), who }),
  check: z.object({ entity, repair: z.boolean().default(true), who }),
  rebuild: z.object({ entity, who }),
  erase: z.object({ entity, id: z.uuid(), version: z.number().int().nullable().default(null), who }),
  edit: z.object({ number: z.number().int().positive(), payload: z.unknown(), who }),
  choice: z.object({ choice: letterChoice, who }),
  task: z.object({ id: z.uuid(), who }),
  run: z.object({ topic: z.string().min(1), input: z.record(z.string(), z.unknown()), who }),
};
const letterQuery = letterFilter.extend({ limit, after: z.coerce.number().int().min(0) }).partial();
const taskQuery = z.object({ topic: z.string(), state: taskState, limit }).partial();

/** What an operator's request may ask of. */
interface Asked {
  body: unknown;
  query: Record<string, string>;
  params: Readonly<Record<string, string>>;
}

/**
 * The routes of a service below `/_strata`, for the operator and for services that may do as the operator does. What is
 * wrong with a request is answered as `BAD_USER_INPUT`; what takes long is begun, and its job can be asked for.
 */
export function operatorRoutes(operable: Operable): Route[] {
  const { jobs, messages } = operable;
  return [
    get('/messages', async () => messages),
    ...outboxRoutes(operable),
    ...replicaRoutes(operable),
    ...deadLetterRoutes(operable),
    ...taskRoutes(operable),
    post('/erase', bodies.erase, ({ who, ...erased }) => operable.erasure.erase(erased, who)),
    get('/jobs/:id', async ({ params }) => jobs.get(params.id ?? '')),
  ];
}

/** Whether a request below `/_strata` may be answered. */
export function isOperator(caller: Viewer | undefined): boolean {
  return caller?.kind === 'service' && (caller.id === OPERATOR || holds(caller, OPERATE));
}

function outboxRoutes({ outbox }: Operable): Route[] {
  return [
    get('/state', () => outbox.state()),
    get('/outbox', () => outbox.status()),
    post('/outbox/abandon', bodies.abandon, async ({ consumer, who }) => {
      await outbox.abandon(consumer, who);
      return { consumer, state: 'abandoned' };
    }),
  ];
}

function replicaRoutes({ outbox, replicas, jobs }: Operable): Route[] {
  async function statusOf(name: string) {
    const found = (await replicas.status()).find((replica) => replica.entity === name);
    if (found === undefined) throw new NotFoundError('replica', name);
    return found;
  }

  return [
    get('/replicas', () => replicas.status()),
    post('/replicas/check', bodies.check, async ({ entity, repair, who }) => {
      const { rowsDone } = await statusOf(entity);
      await outbox.note(who, 'replica.check', { entity, repair });
      return jobs.start(`check ${entity}`, (report) =>
        replicas.check(entity, {
          repair,
          onProgress: ({ rows }) => report({ done: rows, total: Math.max(rows, rowsDone) }),
        }),
      );
    }),
    post('/replicas/rebuild', bodies.rebuild, async ({ entity, who }) => {
      await statusOf(entity);
      await outbox.note(who, 'replica.rebuild', { entity });
      return jobs.start(`rebuild ${entity}`, async (report, signal) => {
        await replicas.rebuild(entity);
        for (;;) {
          const status = await statusOf(entity);
          report({ done: status.rowsDone, total: status.rowsTotal ?? undefined });
          if (status.state === 'ready') return status;
          signal.throwIfAborted();
          await new Promise((resume) => setTimeout(resume, REBUILD_POLL_MS));
        }
      });
    }),
  ];
}

function deadLetterRoutes({ deadLetters, jobs }: Operable): Route[] {
  return [
    get('/dead-letters', ({ query }) => deadLetters.list(defined(read(letterQuery, query)))),
    get('/dead-letters/groups', ({ query }) => deadLetters.groups(defined(read(letterFilter, query)))),
    get('/dead-letters/:number', ({ params }) => deadLetters.show(read(letterNumber, params.number))),
    post('/dead-letters/edit', bodies.edit, ({ number, payload, who }) => deadLetters.edit(number, payload, { who })),
    post('/dead-letters/replay', bodies.choice, async ({ choice, who }) =>
      jobs.start('replay', (report) =>
        deadLetters.replay(chosen(choice), {
          who,
          onProgress: ({ replayed, failed, total }) => report({ done: replayed + failed, total }),
        }),
      ),
    ),
    post('/dead-letters/discard', bodies.choice, ({ choice, who }) => deadLetters.discard(chosen(choice), { who })),
  ];
}

function taskRoutes({ tasks }: Operable): Route[] {
  return [
    get('/tasks', ({ query }) => tasks.list(defined(read(taskQuery, query)))),
    get('/tasks/:id', ({ params }) => tasks.show(params.id ?? '')),
    post('/tasks/retry', bodies.task, async ({ id, who }) => {
      await tasks.retry(id, who);
      return tasks.show(id);
    }),
    post('/tasks/cancel', bodies.task, async ({ id, who }) => {
      await tasks.cancel(id, who);
      return tasks.show(id);
    }),
    post('/tasks/run', bodies.run, async ({ topic, input, who }) => tasks.show(await tasks.run(topic, input, who))),
  ];
}

function chosen(choice: z.output<typeof letterChoice>): 'all' | { number: number } | { filter: DeadLetterFilter } {
  return choice === 'all' || 'number' in choice ? choice : { filter: defined(choice.filter) };
}

/** What was left out is not there, instead of being undefined. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function get(path: `/${string}`, answer: (asked: Asked) => Promise<unknown>): Route {
  return {
    method: 'GET',
    path: `/_strata${path}`,
    access: 'internal',
    async handle(request, { params }) {
      const query = Object.fromEntries(new URL(request.url).searchParams);
      return Response.json(await answer({ body: undefined, query, params }));
    },
  };
}

function post<T>(path: `/${string}`, schema: z.ZodType<T>, answer: (body: T) => Promise<unknown>): Route {
  return {
    method: 'POST',
    path: `/_strata${path}`,
    access: 'internal',
    async handle(request) {
      return Response.json(await answer(read(schema, await bodyOf(request))));
    },
  };
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > MAX_BODY_LENGTH) throw new BadUserInputError('The body is too long.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadUserInputError('The body is not valid JSON.', { cause: error });
  }
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadUserInputError(z.prettifyError(parsed.error));
}

import { id, type TaskContract, task, text, whole } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { onOutcome } from '../../src/task/task.ts';
import { type Post, startPost } from './post.ts';
import { QueuesInMemory } from './queues-in-memory.ts';
import { Entry, startTaskService, type TaskService } from './task-service.ts';

/** What a bakery asks of a mill. */
export const grind = task('mill.grind', 1, {
  input: { grain: text(), sack: id() },
  output: { kilos: whole() },
  failures: ['MOULDY'],
});

/** The bakery writes down what it hears. */
export const heard = onOutcome(grind, {
  async done({ kilos }, { grain }, { em }) {
    em.create(Entry, { what: `${grain}: ${kilos} kg` });
  },
  async failed(why, { grain }, { em }) {
    em.create(Entry, { what: `${grain}: ${why}` });
  },
});

/** For some bread, which may be named. */
export const grindFor = (grain: string, options: object = {}, bread = newId()) =>
  grind({ id: bread }, { grain, sack: newId() }, options);

/** Two services, with a post between them and no process yet. */
export interface Town {
  readonly queues: QueuesInMemory;
  readonly mill: TaskService;
  readonly bakery: TaskService;
  readonly post: Post;
  stop(): Promise<void>;
}

/** Databases of their own for both. */
export async function startTown(asks: readonly TaskContract[] = [grind]): Promise<Town> {
  const queues = new QueuesInMemory();
  const mill = await startTaskService('mill', queues);
  const bakery = await startTaskService('bakery', queues, asks);
  const post = startPost(mill, bakery);
  return {
    queues,
    mill,
    bakery,
    post,
    async stop() {
      await post.stop();
      await Promise.all([mill.stop(), bakery.stop()]);
    },
  };
}

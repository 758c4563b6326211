import type { Logger } from '@strata/basis-core';
import type { Operations } from '@strata/basis-subgraph';

/** How long a start waits for replicas: one that takes longer fills on while the system serves. */
const LIMIT_MS = 15_000;
const POLL_MS = 100;

/** Waits until no service fills a replica any more, for a while: then what people try first answers in full. */
export async function untilReplicasAreFilled(operations: Operations, logger: Logger): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  let filling = operations.services;
  while (filling.length > 0) {
    const still = await Promise.all(filling.map(async (name) => ((await isFilling(operations, name)) ? [name] : [])));
    filling = still.flat();
    if (filling.length > 0 && performance.now() >= deadline) {
      logger.warn({ services: filling }, 'replicas are still being filled');
      return;
    }
    if (filling.length > 0) await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
}

/** A service that does not answer at this moment may be one that is started again. */
async function isFilling({ call }: Operations, service: string): Promise<boolean> {
  try {
    const replicas = await call<{ state: string }[]>(service, { method: 'GET', path: '/replicas' });
    return replicas.some(({ state }) => state !== 'ready');
  } catch {
    return true;
  }
}

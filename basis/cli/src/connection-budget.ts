import { MESSAGING_POOL_MAX, QUEUE_POOL_MAX } from '@strata/basis-messaging';
import { DEFAULT_POOL_MAX, readConnectionLimit } from '@strata/basis-storage';

/** For whoever provisions, migrates or looks at the databases while the system runs. */
const MARGIN = 5;
/** Connections that the embedded server lets in at least, and the step in which it lets in more. */
const FEWEST = 200;
const STEP = 50;

/** How a system is spread, as far as connections go. */
export interface Spread {
  services: number;
  /** Whether each service has a process of its own, and so connections of its own to the queue. */
  processes: boolean;
  /** Whether the queue is a Redis, which counts its connections itself. */
  redis: boolean;
}

/** How many connections a system may have open at once: the pools of each service and of the queue, and some to spare. */
export function connectionBudget({ services, processes, redis }: Spread): number {
  const queues = redis ? 0 : QUEUE_POOL_MAX * (processes ? services : 1);
  return services * (DEFAULT_POOL_MAX + MESSAGING_POOL_MAX) + queues + MARGIN;
}

/** How many connections an embedded server has to let in, however the system is spread. */
export function embeddedConnections(services: number): number {
  const most = connectionBudget({ services, processes: true, redis: false });
  return Math.max(FEWEST, Math.ceil(most / STEP) * STEP);
}

/**
 * Tells when the server lets fewer connections in than the system may want. It is no reason not to start: pools grow
 * only under load.
 *
 * @throws EnvironmentError when the server cannot be asked
 */
export async function warnOfFewConnections(
  adminUrl: string,
  spread: Spread,
  warn: (line: string) => void,
): Promise<void> {
  const limit = await readConnectionLimit(adminUrl);
  const wanted = connectionBudget(spread);
  if (wanted <= limit) return;
  const each = DEFAULT_POOL_MAX + MESSAGING_POOL_MAX;
  const queue = spread.redis ? '' : `, those of the queue`;
  warn(
    `PostgreSQL lets ${limit} connections in, and ${spread.services} services may want ${wanted} (${each} each${queue}, and ${MARGIN} to spare): under load some requests will fail. Raise its max_connections to ${wanted + 5} or more.`,
  );
}

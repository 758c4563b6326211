import { DEFAULT_POOL_MAX, readConnectionLimit } from '@strata/basis-storage';

/** For whoever provisions, migrates or looks at the databases while the system runs. */
const MARGIN = 5;

/** How many connections a system may have open at once: a pool for each service, and some for its operators. */
function connectionBudget(services: number): number {
  return services * DEFAULT_POOL_MAX + MARGIN;
}

/**
 * Tells when the server lets fewer connections in than the system may want. It is no reason not to start: pools grow
 * only under load.
 *
 * @throws EnvironmentError when the server cannot be asked
 */
export async function warnOfFewConnections(
  adminUrl: string,
  services: number,
  warn: (line: string) => void,
): Promise<void> {
  const limit = await readConnectionLimit(adminUrl);
  const wanted = connectionBudget(services);
  if (wanted <= limit) return;
  warn(
    `PostgreSQL lets ${limit} connections in, and ${services} services may want ${wanted} (${DEFAULT_POOL_MAX} each, and ${MARGIN} to spare): under load some requests will fail. Raise its max_connections to ${wanted + 5} or more.`,
  );
}

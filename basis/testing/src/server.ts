import { join } from 'node:path';
import { createLogger } from '@strata/basis-core';
import { startEmbeddedPostgres } from '@strata/basis-storage';

/** The variable by which a test run's workers learn where PostgreSQL is. */
export const TEST_SERVER = 'STRATA_TEST_DATABASE_URL';

/** A PostgreSQL for one test run. */
export interface TestServer {
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/**
 * The server of `DATABASE_URL`, or an embedded one in `.cache` that keeps its templates from run to run. A second run
 * at the same time, in another terminal, wants a server of its own: `STRATA_TEST_SERVER=two npm test`.
 */
export async function startTestServer(root: string): Promise<TestServer> {
  const external = process.env.DATABASE_URL;
  if (external) return { adminUrl: external, stop: async () => {} };
  const logger = createLogger({ service: 'tests', level: 'warn' });
  const dataDir = join(root, '.cache', `test-${process.env.STRATA_TEST_SERVER ?? 'server'}`);
  const server = await startEmbeddedPostgres({ dataDir, logger, maxConnections: 400, durable: false });
  return { adminUrl: server.adminUrl, stop: () => server.stop() };
}

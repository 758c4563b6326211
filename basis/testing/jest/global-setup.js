import { join } from 'node:path';
import { startTestServer, TEST_SERVER } from '@strata/basis-testing/server';

/** One PostgreSQL for the whole run; each test gets databases of its own on it. */
export default async function setUp() {
  const server = await startTestServer(join(import.meta.dirname, '../../..'));
  process.env[TEST_SERVER] = server.adminUrl;
  globalThis.strataTestServer = server;
}

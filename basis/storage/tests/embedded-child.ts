// A Strata of its own for the tests of embedded PostgreSQL: starts it on the data directory that it is given, says how
// that went as one line of JSON, and then holds it until it is ended, or stops it at once.
import { createLogger } from '@strata/basis-core';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';

const [dataDir = '', afterwards = 'hold'] = process.argv.slice(2);

function say(outcome: object): void {
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

try {
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ service: 'test', level: 'silent' }) });
  const { port, pid, adminUrl, adopted } = postgres;
  if (afterwards === 'stop') await postgres.stop();
  else setInterval(() => undefined, 60_000);
  say({ port, pid, adminUrl, adopted });
} catch (error) {
  say({ error: (error as Error).message, code: (error as { code?: string }).code });
}

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger } from '@strata/basis-core';
import { INBOX_SCHEMA, OUTBOX_SCHEMA, PUBLICATION_SCHEMA, prepareQueueDatabase } from '@strata/basis-messaging';
import { cloneDatabase, createOrm, databaseUrl, dropDatabase, migrate, provisionDatabase } from '@strata/basis-storage';
import {
  applyBaseline,
  preparePlatformSchema,
  publicationsOf,
  type SubgraphDefinition,
  seedOnce,
} from '@strata/basis-subgraph';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { TEST_SERVER } from './server.ts';

/** A database that one test has to itself. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

const PASSWORD = 'a test database keeps no secrets';
/** A key of PostgreSQL's advisory locks: one worker makes a template, the others wait for it. */
const TEMPLATE_LOCK = 7_283_114_003;
/** Ends what clients but the asking one have open to the database $1, by default this one. Autovacuum is a superuser's to end. */
export const END_CONNECTIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = coalesce($1, current_database()) and backend_type = 'client backend' and pid <> pg_backend_pid()`;
/** Said of a template that is whole: the run that was making another was ended halfway. */
const FILLED = 'filled';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Templates that this worker has seen to be there. */
const known = new Map<string, Promise<string>>();

/** A clone of the service's migrated, and if wanted seeded, template. */
export function createTestDatabase(
  definition: SubgraphDefinition,
  { seed = false }: { seed?: boolean } = {},
): Promise<TestDatabase> {
  return cloneOf(templateName(definition, seed), (url) => fillTemplate(url, definition, seed));
}

/** A database for BullMQ's queues. */
export function createTestQueue(): Promise<TestDatabase> {
  return cloneOf('tpl-queue-1', prepareQueueDatabase);
}

async function cloneOf(template: string, fill: (url: string) => Promise<void>): Promise<TestDatabase> {
  const adminUrl = adminUrlOfRun();
  let made = known.get(template);
  if (made === undefined) {
    made = makeTemplate(adminUrl, template, fill);
    known.set(template, made);
  }
  const user = await made;
  const database = `test-${randomUUID()}`;
  await cloneDatabase(adminUrl, template, database, user);
  return {
    url: databaseUrl(adminUrl, { database, user, password: PASSWORD }),
    drop: () => dropDatabase(adminUrl, database),
  };
}

function adminUrlOfRun(): string {
  const url = process.env[TEST_SERVER];
  if (url === undefined) throw new Error('No test server: tests that need a database run through `npm test`.');
  return url;
}

/**
 * A template is as good as what it was made of, and as the days of its outbox, which are made a week ahead. By its day
 * it is known to be old; two of one service may be in use at once, by tests that make up a service of the same name.
 */
function templateName(definition: SubgraphDefinition, seeded: boolean): string {
  const { name, migrations, baseline } = definition;
  const sources = seeded || baseline !== undefined ? sourcesOf(name) : [];
  const made = migrations.map((entry) => [entry.name, entry.class.toString()]);
  const published = publicationsOf(definition).map(({ contract, mapping }) => [contract, mapping]);
  const facts = [made, sources, published, OUTBOX_SCHEMA, PUBLICATION_SCHEMA, INBOX_SCHEMA];
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
  return `${prefixOfDay(0)}${digest}-${seeded ? 'seeded' : 'bare'}-${name}`.slice(0, 63);
}

function prefixOfDay(daysAgo: number): string {
  const day = new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return `tpl-${day}-`;
}

/** What the service's own files say, for whatever data they hold. A service that a test makes up has none. */
function sourcesOf(name: string): string[] {
  const folder = join('subgraphs', name, 'src');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).sort();
}

async function makeTemplate(adminUrl: string, template: string, fill: (url: string) => Promise<void>): Promise<string> {
  const lock = new Client({ connectionString: adminUrl });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await lock.query(
      `select from pg_database where datname = $1 and shobj_description(oid, 'pg_database') = $2`,
      [template, FILLED],
    );
    if (rowCount === 0) {
      await dropOlder(lock);
      await dropDatabase(adminUrl, template);
      const { url } = await provisionDatabase({ adminUrl }, { service: template, password: PASSWORD });
      await fill(url);
      await lock.query(`comment on database ${escapeIdentifier(template)} is ${escapeLiteral(FILLED)}`);
    }
    return template;
  } finally {
    await lock.end();
  }
}

/** Yesterday's stay: a run that began before midnight goes on with them. */
async function dropOlder(admin: Client): Promise<void> {
  const older = await admin.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^tpl-\\d{4}-\\d\\d-\\d\\d-' and datname < $1`,
    [prefixOfDay(1)],
  );
  for (const { datname } of older.rows) {
    await admin.query(`drop database if exists ${escapeIdentifier(datname)}`);
    await admin.query(`drop role if exists ${escapeIdentifier(datname)}`);
  }
}

async function fillTemplate(url: string, definition: SubgraphDefinition, seed: boolean): Promise<void> {
  const logger = silentLogger();
  const { name: service, entities, migrations } = definition;
  const orm = await createOrm({ service, url, entities, migrations, logger });
  try {
    await migrate(orm);
    await preparePlatformSchema(orm, definition);
    await applyBaseline({ definition, orm });
    if (seed) await seedOnce({ definition, orm });
  } finally {
    await orm.close(true);
  }
}

/** A logger for tests: says what went wrong, and nothing else. */
export function silentLogger(): Logger {
  return createLogger({ service: 'test', level: process.env.LOG_LEVEL ?? 'fatal' });
}

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger, StrataError } from '@strata/basis-core';
import { prepareQueueDatabase } from '@strata/basis-messaging';
import { createOrm, dropDatabase, migrate } from '@strata/basis-storage';
import type { Composition, SubgraphDefinition } from '@strata/basis-subgraph';
import { type Engines, startEngines } from '../engines.ts';
import { say } from '../terminal.ts';

function migrationsFolder(root: string, name: string): string {
  return join(root, 'subgraphs', name, 'src', 'migrations');
}

/** Runs work on a PostgreSQL that is stopped afterwards if it was started for this. */
async function withEngines<T>(dataDir: string, work: (engines: Engines, logger: Logger) => Promise<T>): Promise<T> {
  const logger = createLogger({ service: 'strata', level: 'warn', pretty: process.stderr.isTTY });
  const engines = await startEngines({ dataDir, environment: process.env, logger, onProgress: say });
  try {
    return await work(engines, logger);
  } finally {
    await engines.stop();
  }
}

/** `strata migrate`: brings the databases of all services, and of the queue, up to date. */
export function migrateAll(composition: Composition, dataDir: string): Promise<Record<string, readonly string[]>> {
  return withEngines(dataDir, async (engines, logger) => {
    const queue = await engines.queue();
    if ('postgresUrl' in queue) await prepareQueueDatabase(queue.postgresUrl);
    const done: Record<string, readonly string[]> = {};
    for (const definition of composition.subgraphs) {
      const url = await engines.databaseUrl(definition.name);
      const orm = await openOrm(composition, definition, url, logger);
      try {
        done[definition.name] = await migrate(orm);
      } finally {
        await orm.close(true);
      }
    }
    return done;
  });
}

function openOrm(
  { root }: Composition,
  definition: SubgraphDefinition,
  url: string,
  logger: Logger,
  withFolder = false,
) {
  return createOrm({
    service: definition.name,
    url,
    entities: definition.entities,
    migrations: definition.migrations,
    ...(withFolder ? { migrationsFolder: migrationsFolder(root, definition.name) } : {}),
    logger,
  });
}

/** `strata migrate create <service>`: what its entities have and its migrations have not, as a new migration. */
export function createMigration(composition: Composition, service: string, name?: string): Promise<string> {
  const definition = composition.subgraphs.find((subgraph) => subgraph.name === service);
  if (definition === undefined) throw new StrataError('NO_SUCH_SERVICE', `There is no service ${service}.`, 404);
  const folder = migrationsFolder(composition.root, service);
  mkdirSync(folder, { recursive: true });
  return onScratchServer(composition, async (scratch) =>
    scratch(definition, async (orm) => {
      const { fileName } = await orm.migrator.create(undefined, false, false, name);
      if (!fileName) return `The entities of ${service} have nothing that its migrations have not.`;
      writeFileSync(join(folder, 'index.ts'), listOf(folder));
      return `subgraphs/${service}/src/migrations/${fileName} written: read it, then commit it with its snapshot.`;
    }),
  );
}

/**
 * `strata migrate check`: entities and migrations agree, and a database that was migrated equals one that is made of
 * the entities at once.
 */
export async function checkMigrations(composition: Composition): Promise<string> {
  const faults: string[] = [];
  await onScratchServer(composition, async (scratch) => {
    for (const definition of composition.subgraphs) {
      await scratch(definition, async (orm) => {
        if (!existsSync(join(migrationsFolder(composition.root, definition.name), 'snapshot.json'))) {
          faults.push(`${definition.name}: its snapshot is missing`);
        }
        const difference = await orm.schema.getUpdateSchemaSQL();
        if (difference.trim() !== '') faults.push(`${definition.name}: its entities want\n${difference.trim()}`);
      });
    }
  });
  if (faults.length === 0) return `Entities and migrations of ${composition.subgraphs.length} services agree.`;
  const advice = 'Run strata migrate create <service> and commit what it writes.';
  throw new StrataError('MIGRATIONS_MISSING', `${faults.join('\n')}\n${advice}`, 500);
}

type Orm = Awaited<ReturnType<typeof createOrm>>;
/** Runs work on a database of its own, migrated, gone afterwards. */
type Scratch = <T>(definition: SubgraphDefinition, work: (orm: Orm) => Promise<T>) => Promise<T>;

/** A server apart from the one that may be running, so that its data and its lock are left alone. */
async function onScratchServer<T>(composition: Composition, work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const dataDir = join(composition.root, '.cache', `scratch-${process.pid}`);
  try {
    return await withEngines(dataDir, (engines, logger) =>
      work(async (definition, task) => {
        const database = `${definition.name}-scratch-${process.pid}`;
        const orm = await openOrm(composition, definition, await engines.databaseUrl(database), logger, true);
        try {
          await migrate(orm);
          return await task(orm);
        } finally {
          await orm.close(true);
          await dropDatabase(engines.adminUrl, database);
        }
      }),
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The list that a manifest imports, written anew: nothing is discovered at run time. */
function listOf(folder: string): string {
  const names = readdirSync(folder)
    .filter((file) => /^Migration\w+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const imports = names.map((name) => `import { ${name} } from './${name}.ts';`).join('\n');
  const entries = names.map((name) => `  { name: '${name}', class: ${name} },`).join('\n');
  return `import type { MigrationList } from '@strata/basis-storage';
${imports}

/** Every migration of this service, oldest first. \`strata migrate create\` adds to it. */
export const migrations: MigrationList = [
${entries}
];
`;
}

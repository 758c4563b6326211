import { randomUUID } from 'node:crypto';
import type { EntityClass } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createLogger } from '@strata/basis-core';
import { createOrm, dropDatabase, provisionDatabase } from '@strata/basis-storage';

const logger = createLogger({ service: 'graph-tests', level: 'fatal' });
const PASSWORD = 'a test database keeps no secrets';

/** A database with the tables of some entities, and the statements that were sent to it. */
export interface TestDatabase {
  orm: MikroORM;
  /** The statements since the last call, in order. */
  statements(): string[];
  close(): Promise<void>;
}

/** Makes a database on the test run's server, and the entities' tables in it. */
export async function createDatabase(entities: readonly EntityClass<object>[]): Promise<TestDatabase> {
  const adminUrl = process.env.STRATA_TEST_DATABASE_URL;
  if (adminUrl === undefined) throw new Error('No test server: tests that need a database run through `npm test`.');
  const service = `graph-${randomUUID()}`;
  const { url } = await provisionDatabase({ adminUrl }, { service, password: PASSWORD });
  const orm = await createOrm({ service, url, entities, migrations: [], logger });
  let seen: string[] = [];
  orm.config.getLogger().setDebugMode(['query']);
  orm.config.getLogger().logQuery = ({ query }) => void seen.push(query ?? '');
  await orm.schema.create();
  return {
    orm,
    statements: () => {
      const statements = seen;
      seen = [];
      return statements;
    },
    close: async () => {
      await orm.close(true);
      await dropDatabase(adminUrl, service);
    },
  };
}

import type { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { withTransaction } from '../database.ts';
import { audit } from '../dead-letters/sql.ts';
import { ownerOf } from '../inbox/routes.ts';
import type { Emitting } from '../outbox/emissions.ts';
import { compilePublications } from '../publication/compile.ts';
import { type Replica, replicasOf } from '../replica/replica.ts';
import { quoted } from '../replica/sql.ts';
import { eraseFromOutbox } from './erase.ts';

/** Whose data is erased: an aggregate, by the entity that its owner publishes it as. */
export interface Erased {
  readonly entity: string;
  readonly id: string;
  /** The version in which its owner has it, where it says nothing any more: older copies go. Null: all go. */
  readonly version: number | null;
}

/** What became of it in a service. */
export interface ErasureResult {
  /** The version that its owner has; null at others, and where there is no row. */
  readonly version: number | null;
  /** Messages kept in the outbox whose texts were taken out. */
  readonly messages: number;
  /** Rows of replicas that went. */
  readonly rows: number;
  /** Dead letters that were emptied, and ended if they were open. */
  readonly letters: number;
  /** Tasks that had ended, carried out here or asked of others, and were emptied. */
  readonly tasks: number;
}

/** Takes out of a service's messaging what it still knows of a person, or of anything else that is to be forgotten. */
export interface Erasure {
  /** To be asked of the owner first, after a command of its own has emptied the row. Asking twice changes nothing. */
  erase(erased: Erased, who: string): Promise<ErasureResult>;
}

/** For the owner of an entity and for those who keep copies of it alike. */
export function createErasure(parts: { service: string; pool: Pool; orm: MikroORM; emitting: Emitting }): Erasure {
  const { service, pool, orm, emitting } = parts;
  const kept = new Map(replicasOf(orm).map((replica) => [replica.entity, replica]));

  return {
    async erase(erased, who) {
      const isOwner = ownerOf(erased.entity) === service;
      const messages = isOwner ? await eraseFromOutbox(pool, orm, emitting, { aggregateId: erased.id }) : 0;
      const version = isOwner ? await currentVersion(parts, erased) : null;
      const copies = await eraseCopies(pool, kept.get(erased.entity), erased);
      const result = { version, messages, ...copies };
      await audit(pool, who, 'erase', { entity: erased.entity, id: erased.id, ...result });
      return result;
    },
  };
}

async function currentVersion(
  { pool, orm, emitting }: { pool: Pool; orm: MikroORM; emitting: Emitting },
  { entity, id }: Erased,
): Promise<number | null> {
  const found = compilePublications(orm.getMetadata(), emitting.publications).find(
    ({ contract }) => contract.name === entity,
  );
  if (found === undefined) return null;
  const { rows } = await pool.query<{ version: string }>(
    `select ${found.versionColumn} as version from ${found.table} where ${found.idColumn} = $1`,
    [id],
  );
  return rows[0] === undefined ? null : Number(rows[0].version);
}

/** A letter that was open would fail with nothing in it; a task that is open is carried out first. */
function eraseCopies(pool: Pool, replica: Replica | undefined, { entity, id, version }: Erased) {
  return withTransaction(pool, async (client) => {
    const gone =
      replica &&
      (await client.query(
        `delete from ${quoted(replica.table)} where id = $1 and ($2::bigint is null or version < $2::bigint)`,
        [id, version],
      ));
    const letters = await client.query(
      `update inbox.dead_letter set payload = '{}', headers = '{}', error = null,
         state = case when state in ('failed', 'behind') then 'discarded' else state end,
         ended_at = coalesce(ended_at, clock_timestamp())
       where aggregate_id = $1 and source = $2 and payload <> '{}'`,
      [id, ownerOf(entity)],
    );
    const tasks = await client.query(
      `update inbox.task set input = '{}', output = null, error = null
       where aggregate_id = $1 and ended_at is not null and input <> '{}'`,
      [id],
    );
    const asked = await client.query(
      `update outbox.asked set input = '{}', output = null
       where aggregate_id = $1 and settled_at is not null and input <> '{}'`,
      [id],
    );
    const emptied = (tasks.rowCount ?? 0) + (asked.rowCount ?? 0);
    return { rows: gone?.rowCount ?? 0, letters: letters.rowCount ?? 0, tasks: emptied };
  });
}

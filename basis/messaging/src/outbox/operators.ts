import { ConflictError, NotFoundError } from '@strata/basis-core';
import type { Pool, PoolClient } from 'pg';
import { withTransaction } from '../database.ts';
import { abandon } from '../relay/streams.ts';
import { type MessagingState, readMessagingState } from '../telemetry/state-query.ts';
import { type OutboxStatus, readOutboxStatus } from './status.ts';

/** What a person may do with the outbox of a service. */
export interface OutboxOperators {
  status(): Promise<OutboxStatus>;
  /** What the messaging tables of the service say beside that. */
  state(): Promise<MessagingState>;
  /**
   * Keeps nothing for a consumer any more, so that what it holds back can be dropped. Should it come back, it is told
   * to build its replicas anew; events that it has not taken in are lost to it.
   *
   * @throws NotFoundError when there is no such consumer, ConflictError when it was abandoned before
   */
  abandon(consumer: string, who: string): Promise<void>;
  /** Writes down what somebody did to the service's messaging. */
  note(who: string, action: string, subject: object): Promise<void>;
}

/** Looks at a service's outbox, and lets go of those who read it. Each change is written down with who made it. */
export function createOutboxOperators(pool: Pool): OutboxOperators {
  const note = async (db: Pool | PoolClient, who: string, action: string, subject: object) => {
    await db.query('insert into inbox.audit (who, action, subject) values ($1, $2, $3)', [
      who,
      action,
      JSON.stringify(subject),
    ]);
  };
  return {
    status: () => readOutboxStatus(pool),
    state: () => readMessagingState(pool),
    async abandon(consumer, who) {
      await withTransaction(pool, async (client) => {
        if (!(await abandon(client, consumer))) await refuse(client, consumer);
        await note(client, who, 'outbox.abandon', { consumer });
      });
    },
    note: (who, action, subject) => note(pool, who, action, subject),
  };
}

/** Of a consumer that is not active. */
async function refuse(client: PoolClient, consumer: string): Promise<never> {
  const { rowCount } = await client.query('select from outbox.consumer where name = $1', [consumer]);
  if (rowCount === 0) throw new NotFoundError('consumer', consumer);
  throw new ConflictError(`${consumer} was abandoned before.`);
}

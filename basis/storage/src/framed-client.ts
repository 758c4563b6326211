import { framedSql } from '@strata/basis-core';
import { Client } from 'pg';

/**
 * A connection that sends what belongs to a transaction's begin and commit along with them: no round trip more for
 * what each transaction of a service says to its database. When it is lost, its place in the pool is free again.
 */
export class FramedClient extends Client {
  #release: ((error?: Error) => void) | undefined;
  /** Its transaction has ended, and nobody else has begun to use it. */
  #isOver = false;

  /** Set by the pool that it is of, whenever somebody takes it. */
  get release(): ((error?: Error) => void) | undefined {
    return this.#release;
  }

  set release(release: ((error?: Error) => void) | undefined) {
    this.#release = release;
    this.#isOver = false;
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg declares a dozen overloads; all but one pass through
  override query(...given: any[]): any {
    const [sql] = given;
    // Work that outlives its transaction would be committed by itself here, and could not be rolled back.
    if (this.#isOver && sql !== 'rollback')
      return Promise.reject(new Error('The transaction that this statement belongs to is over.'));
    this.#isOver = sql === 'commit' || sql === 'rollback';
    const sent = this.#send(sql, given);
    if (!(sent instanceof Promise)) return sent;
    // Kysely gives a connection back only after a rollback that went well, and never when `begin` did not: a lost
    // connection would take its place in the pool with it.
    if (sql === 'rollback') return sent.catch(() => this.#leave());
    if (typeof sql !== 'string' || !BEGIN.test(sql)) return sent;
    return sent.catch((error: Error) => {
      this.release?.(error);
      this.release = () => {};
      throw error;
    });
  }

  #send(sql: unknown, given: unknown[]): unknown {
    const query = super.query as (...args: unknown[]) => unknown;
    const framed = typeof sql === 'string' ? framedSql(this, sql) : sql;
    if (framed === sql) return query.apply(this, given);
    // Several statements have several results; whoever said `begin` or `commit` looks at none of them.
    return (query.call(this, framed) as Promise<unknown[]>).then((results) => results.at(-1));
  }

  /** What cannot be rolled back is gone with its connection; the pool throws that away when it gets it back. */
  #leave(): { command: string; rowCount: number; rows: never[] } {
    this.end().catch(() => undefined);
    return { command: 'ROLLBACK', rowCount: 0, rows: [] };
  }
}

const BEGIN = /^(begin|start transaction)\b/;

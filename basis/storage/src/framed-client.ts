import { framedSql } from '@strata/basis-core';
import { Client } from 'pg';

/**
 * A connection that sends what belongs to a transaction's begin and commit along with them: no round trip more for
 * what each transaction of a service says to its database.
 */
export class FramedClient extends Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares a dozen overloads; all but one pass through
  override query(...given: any[]): any {
    const query = super.query as (...args: unknown[]) => unknown;
    const [sql] = given;
    const framed = typeof sql === 'string' ? framedSql(this, sql) : sql;
    if (framed === sql) return query.apply(this, given);
    // Several statements have several results; whoever said `begin` or `commit` looks at none of them.
    return (query.call(this, framed) as Promise<unknown[]>).then((results) => results.at(-1));
  }
}

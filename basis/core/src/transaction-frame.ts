import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * SQL that travels with a transaction's `begin` and `commit`, in their round trips. Whoever opens a transaction makes
 * one; the database client that begins next takes it.
 */
export interface TransactionFrame {
  /** Statements behind `begin`, as text. */
  readonly begin: string;
  /** Statements before `commit`, as text: set while the transaction runs. When they fail, nothing is committed. */
  commit?: string;
  /** The client that took it. Not set: no client knows of frames, so the statements have to be sent by themselves. */
  takenBy?: object;
}

const frames = new AsyncLocalStorage<TransactionFrame>();

/** Runs work whose first transaction has this frame. */
export function withTransactionFrame<T>(frame: TransactionFrame, work: () => T): T {
  return frames.run(frame, work);
}

/**
 * What a database client sends instead of `sql`: the same, unless it begins or ends the transaction of a frame.
 *
 * @param client whoever asks; only the one that began a frame's transaction ends it
 */
export function framedSql(client: object, sql: string): string {
  const frame = frames.getStore();
  if (frame === undefined) return sql;
  if (frame.takenBy === undefined && BEGIN.test(sql)) {
    frame.takenBy = client;
    return `${sql}; ${frame.begin}`;
  }
  if (frame.takenBy !== client || frame.commit === undefined || sql !== 'commit') return sql;
  const last = `${frame.commit}; ${sql}`;
  delete frame.commit;
  return last;
}

const BEGIN = /^(begin|start transaction)\b/;

/** Why an attempt at a task was ended from outside. */
export type Interruption =
  /** It took longer than it may. */
  | 'timeout'
  /** The task's deadline passed. */
  | 'deadline'
  /** Nobody wants it any more. */
  | 'cancelled'
  /** Another process has the task: the lease ran out. */
  | 'lost'
  /** This process stops. */
  | 'stopping';

/** What a task's signal is aborted with. */
export class TaskInterruptedError extends Error {
  readonly why: Interruption;

  constructor(why: Interruption) {
    super(`The attempt was ended: ${why}.`);
    this.name = 'TaskInterruptedError';
    this.why = why;
  }
}

/** Waits for `work` unless the signal is aborted before; then throws its reason, and what comes of `work` is ignored. */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const working = work();
  working.catch(() => undefined); // it may fail long after anybody cared
  try {
    return await Promise.race([working, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

import { StrataError, z } from '@strata/basis-core';
import { type ControlFile, readControlFile } from './control-file.ts';

const ANSWER_LIMIT_MS = 60_000;
/** Enough for a busy machine to say that it is there. */
const GREETING_LIMIT_MS = 5_000;

/** A system that runs, as seen from another process of the same person. */
export interface ControlConnection {
  /** The system's own URL. */
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
  /**
   * Has a command carried out.
   *
   * @throws StrataError with the code and message of the command's own error; `NOT_RUNNING`; `CONTROL_TIMEOUT`
   */
  call(command: string, args?: Readonly<Record<string, unknown>>, options?: { limitMs?: number }): Promise<unknown>;
}

const answerSchema = z.union([
  z.object({ result: z.unknown() }).refine((answer) => 'result' in answer),
  z.object({
    error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
  }),
]);

/**
 * Finds the system that runs with a data directory.
 *
 * @throws StrataError `NOT_RUNNING`, also when what is left of an earlier one points to nobody, or to somebody else
 * @example const control = await connectControl({ dataDir: '.data' });
 *   await control.call('stop', { service: 'catalog' });
 */
export async function connectControl({ dataDir }: { dataDir: string }): Promise<ControlConnection> {
  const file = await readControlFile(dataDir);
  if (file === undefined || !isAlive(file.pid)) throw notRunning();
  await send(file, 'GET', '', undefined, GREETING_LIMIT_MS);
  const { url, pid, startedAt } = file;
  return {
    url,
    pid,
    startedAt,
    call: (command, args = {}, { limitMs = ANSWER_LIMIT_MS } = {}) => send(file, 'POST', command, args, limitMs),
  };
}

async function send(
  { port, secret }: ControlFile,
  method: 'GET' | 'POST',
  command: string,
  args: unknown,
  limitMs: number,
): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/${encodeURIComponent(command)}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', connection: 'close' },
    body: args === undefined ? null : JSON.stringify(args),
    signal: AbortSignal.timeout(limitMs),
  }).catch((error: unknown) => {
    throw isTimeout(error) ? timedOut(limitMs) : notRunning(error);
  });
  const answer = answerSchema.safeParse(await response.json().catch(() => undefined));
  // Another program may have been given the port since: it does not know our secret, or our language.
  if (response.status === 401 || !answer.success) throw notRunning();
  if (!('error' in answer.data)) return answer.data.result;
  const { code, message, details = {} } = answer.data.error;
  throw new StrataError(code, message, response.status, { details });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and somebody else's
  }
}

function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
}

function notRunning(cause?: unknown): StrataError {
  return new StrataError('NOT_RUNNING', 'Strata is not running here: start it with npm start.', 503, { cause });
}

function timedOut(limitMs: number): StrataError {
  return new StrataError('CONTROL_TIMEOUT', `Strata runs, but did not answer within ${limitMs / 1000} s.`, 504);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import pretty from 'pino-pretty';

/** pino's logger; `createLogger` makes it. */
export type Logger = PinoLogger;

/** What is true of all log lines of one request, carried by the async context. */
export interface RequestLogContext {
  requestId: string;
}

const requestContext = new AsyncLocalStorage<RequestLogContext>();

/** Runs `work` so that each log line written in it, in whatever service of this process, names the request. */
export function withRequest<T>(context: RequestLogContext, work: () => T): T {
  return requestContext.run(context, work);
}

/** The id of the request that is being served, if any. */
export function currentRequestId(): string | undefined {
  return requestContext.getStore()?.requestId;
}

/** Who logs, how much, and for whom. */
export interface LoggerOptions {
  service: string;
  /** pino's levels; `ERROR` means that someone must act now. Default `info`. */
  level?: string | undefined;
  /** Coloured lines for people instead of JSON lines for machines. Default false. */
  pretty?: boolean | undefined;
  destination?: DestinationStream | undefined;
}

const REDACTED_PATHS = ['password', '*.password', 'headers.authorization', 'headers.cookie', 'token', '*.token'];

/** A structured logger: one JSON object a line on stderr, with `service` and, inside a request, `requestId`. */
export function createLogger({
  service,
  level = 'info',
  pretty: forPeople = false,
  destination,
}: LoggerOptions): Logger {
  const stream =
    destination ?? (forPeople ? pretty({ destination: 2, ignore: 'pid,hostname', sync: true }) : pino.destination(2));
  return pino(
    {
      level,
      base: { service },
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
      mixin: () => {
        const requestId = currentRequestId();
        return requestId === undefined ? {} : { requestId };
      },
    },
    stream,
  );
}

/**
 * The logger for a library whose news concerns nobody but who looks for a fault: what it says at `info` is shown from
 * `debug` on, what it warns of always.
 */
export function quieter(logger: Logger): Logger {
  return logger.child({}, { level: logger.level === 'info' ? 'warn' : logger.level });
}

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadUserInputError, type Logger, NotFoundError, StrataError, UnauthenticatedError } from '@strata/basis-core';
import { connectControl } from './control-client.ts';
import { type ControlFile, removeControlFile, writeControlFile } from './control-file.ts';

const SECRET_BYTES = 32;
const MAX_BODY_BYTES = 1_048_576;

/** Carries one command out; what it returns goes to the caller as JSON. A StrataError carries its code over. */
export type ControlHandler = (args: Readonly<Record<string, unknown>>) => Promise<unknown>;

export interface ControlServerOptions {
  dataDir: string;
  /** The system's own URL: what `status` and the banner name. */
  url: string;
  handlers: Readonly<Record<string, ControlHandler>>;
  logger: Logger;
}

/** The control endpoint of this system. */
export interface ControlServer {
  readonly port: number;
  /** Stops listening and removes the file that led here. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1, on a port and with a secret of its own, and writes both to `<dataDir>/control.json`, which
 * only the owner can read: who may read the data may command the system.
 *
 * @throws StrataError `ALREADY_RUNNING` when a system with this data directory answers
 * @example const control = await createControlServer({ dataDir, url, logger, handlers: { status: async () => [] } });
 */
export async function createControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { dataDir, url, handlers, logger } = options;
  await refuseSecondSystem(dataDir);
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const server = createServer((request, response) => {
    void answer(request, secret, handlers)
      .then((result) => send(response, 200, { result: result ?? null }))
      .catch((error: unknown) => sendError(response, error, logger));
  });
  const port = await listen(server);
  const file: ControlFile = { port, secret, pid: process.pid, url, startedAt: new Date().toISOString() };
  await writeControlFile(dataDir, file);
  return {
    port,
    async close() {
      await removeControlFile(dataDir, file);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/**
 * Sees to it that no system answers for this data directory.
 *
 * @throws StrataError `ALREADY_RUNNING`, naming the one that does
 */
export async function refuseSecondSystem(dataDir: string): Promise<void> {
  const running = await connectControl({ dataDir }).catch(() => undefined);
  if (running === undefined) return;
  const { url, pid } = running;
  throw new StrataError(
    'ALREADY_RUNNING',
    `Strata runs here already (${url}, process ${pid}): stop it, or start this one with --data-dir of its own.`,
    409,
  );
}

async function answer(
  request: IncomingMessage,
  secret: string,
  handlers: ControlServerOptions['handlers'],
): Promise<unknown> {
  if (!isAuthorized(request.headers.authorization, secret)) throw new UnauthenticatedError('The secret is wrong.');
  const command = decodeURIComponent((request.url ?? '/').slice(1));
  if (request.method === 'GET' && command === '') return 'strata';
  const handler = Object.hasOwn(handlers, command) ? handlers[command] : undefined;
  if (request.method !== 'POST' || handler === undefined) throw new NotFoundError('command', command);
  return handler(await readArguments(request));
}

function isAuthorized(header: string | undefined, secret: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readArguments(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new StrataError('PAYLOAD_TOO_LARGE', 'The arguments are too large.', 413);
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // said below
  }
  throw new BadUserInputError('The arguments are not a JSON object.');
}

function sendError(response: ServerResponse, error: unknown, logger: Logger): void {
  if (error instanceof StrataError) {
    const { code, message, details, status } = error;
    send(response, status, { error: { code, message, details } });
    return;
  }
  logger.error({ err: error }, 'a control command failed');
  const message = 'The command failed; the log of the running system says why.';
  send(response, 500, { error: { code: 'INTERNAL_SERVER_ERROR', message, details: {} } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  // No connection is kept: neither a waiting client nor a closing server has to be waited for.
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

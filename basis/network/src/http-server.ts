import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Logger, NotFoundError, quieter, StrataError, withRequest } from '@strata/basis-core';
import {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify';
import { errorAnswer } from './error-body.ts';
import { answerBrokenConnection, asStrataError } from './http-faults.ts';
import { addMetrics, type MetricsAccess } from './metrics-route.ts';
import { REQUEST_ID_HEADER, requestIdFrom } from './request-headers.ts';

/** Whether a server can do its work; `waitingFor` names the parts that are missing. */
export interface Readiness {
  ready: boolean;
  waitingFor?: readonly string[];
}

/** Where a server listens, what it allows a client, and how it knows that it is ready. */
export interface HttpServerOptions {
  /** The service, for messages and logs. */
  name: string;
  logger: Logger;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The longest body that a request may have; a route may set its own. */
  bodyLimitBytes: number;
  /** How long a client may take to send a request. */
  requestTimeoutMs: number;
  isReady(): Promise<Readiness> | Readiness;
  /** Who may read the metrics of the process at `/metrics`. Default: nobody, there is no such page. */
  metrics?: MetricsAccess | undefined;
  /** How long `close` waits for requests that are being served. Default 10,000. */
  drainTimeoutMs?: number;
  /** Of all headers together. Default 16 KiB. */
  maxHeadersBytes?: number;
  /** Who is believed about where a request came from (`X-Forwarded-*`): so many proxies in a row, or those. Default: nobody. */
  trustedProxies?: number | readonly string[] | undefined;
}

/** A server that is made, and then listens until it is closed. */
export interface HttpServer {
  /** For routes and plugins, before `listen`. */
  readonly app: FastifyInstance;
  /** The origin that it is reached at; known once it listens. */
  readonly url: string;
  /** Starts to listen and returns `url`. */
  listen(): Promise<string>;
  /** Takes no new requests, lets those being served finish, then closes. May be called many times. */
  close(): Promise<void>;
}

const DEFAULT_DRAIN_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_HEADERS_BYTES = 16_384;
const MAX_URL_PARAMETER_LENGTH = 500;

/**
 * An HTTP server with what each of ours has: request ids, health, error bodies of one shape, limits, graceful close.
 *
 * @example const server = await createHttpServer({ name: 'catalog', logger, host: '127.0.0.1', port: 0,
 *     bodyLimitBytes: 1_048_576, requestTimeoutMs: 30_000, isReady: () => ({ ready: true }) });
 *   server.app.get('/hello', () => ({ hello: 'world' }));
 *   await server.listen();
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, isReady, metrics, drainTimeoutMs = DEFAULT_DRAIN_TIMEOUT_MS } = options;
  const app = fastify(serverOptions(options));
  let closing: Promise<void> | undefined;
  let url: string | undefined;
  addRequestContext(app);
  addErrorAnswers(app);
  if (metrics !== undefined) addMetrics(app, options.name, metrics);
  addHealth(app, async () => (closing ? { ready: false, waitingFor: ['closing'] } : isReady()));

  async function drain(): Promise<void> {
    const cut = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs);
    try {
      await app.close();
    } finally {
      clearTimeout(cut);
    }
  }

  return {
    app,
    get url() {
      if (url === undefined) throw new Error(`${options.name} does not listen yet`);
      return url;
    },
    async listen() {
      await app.listen({ host, port });
      url = originOf(app, host);
      return url;
    },
    close() {
      closing ??= drain();
      return closing;
    },
  };
}

function serverOptions(options: HttpServerOptions): FastifyHttpOptions<Server, FastifyBaseLogger> {
  const { logger, bodyLimitBytes, requestTimeoutMs, maxHeadersBytes = DEFAULT_MAX_HEADERS_BYTES } = options;
  return {
    trustProxy: proxyTrust(options.trustedProxies),
    loggerInstance: quieter(logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { maxHeaderSize: maxHeadersBytes },
    routerOptions: { maxParamLength: MAX_URL_PARAMETER_LENGTH },
    genReqId: (request) => requestIdFrom(request.headers[REQUEST_ID_HEADER]),
    clientErrorHandler: (error, socket) => answerBrokenConnection(error, socket as Socket),
    frameworkErrors: (error, request, reply) => {
      const { status, body } = errorAnswer(asStrataError(error), request.id);
      const answer: FastifyReply = reply;
      void answer.code(status).header(REQUEST_ID_HEADER, request.id).send(body);
    },
    // Fastify's own answer to requests that arrive while it closes has another shape; ours is in the hook below.
    return503OnClosing: false,
  };
}

function proxyTrust(
  trusted: HttpServerOptions['trustedProxies'] = 0,
): NonNullable<FastifyHttpOptions<Server>['trustProxy']> {
  return typeof trusted === 'number' ? (_address, hop) => hop < trusted : [...trusted];
}

function addRequestContext(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    withRequest({ requestId: request.id }, done);
  });
  // Reading a body leaves the async context that onRequest began: it goes on in that of the connection.
  app.addHook('preValidation', (request, _reply, done) => {
    withRequest({ requestId: request.id }, done);
  });
  // A connection that stayed open after its last answer would hold up the close.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    const path = url.split('?', 1)[0];
    request.log.debug({ method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
}

function addErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const answered = asStrataError(error);
    if (!(answered instanceof StrataError)) request.log.error({ err: error }, 'a request failed');
    const { status, body } = errorAnswer(answered, request.id);
    // Without this the connection is cut while the client still sends, and the client never reads the answer. The
    // rest of the body is thrown away by Node; the request timeout ends it.
    if (status === 413) reply.removeHeader('connection');
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = errorAnswer(new NotFoundError('page'), request.id);
    return reply.code(status).send(body);
  });
}

function addHealth(app: FastifyInstance, isReady: () => Promise<Readiness>): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const { ready, waitingFor = [] } = await isReady();
    return reply.code(ready ? 200 : 503).send(ready ? { status: 'ready' } : { status: 'not ready', waitingFor });
  });
}

function originOf(app: FastifyInstance, host: string): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
}

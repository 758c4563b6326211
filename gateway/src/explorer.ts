import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const SANDBOX_SCRIPT_ORIGIN = 'https://embeddable-sandbox.cdn.apollographql.com';
const SANDBOX_FRAME_ORIGIN = 'https://sandbox.embed.apollographql.com';
const ASSETS_PATH = '/graphql/assets';
const ASSETS_FOLDER = join(import.meta.dirname, '../assets');

/** What the page begins with. */
export interface ExplorerSettings {
  query: string;
  /** Sent as `Authorization: Bearer`; development only. */
  token: string | undefined;
  /** Whether it may be Apollo Sandbox: then a script of Apollo's CDN runs with this origin's rights. */
  sandbox: boolean;
}

/** Whether a request is a browser's that wants a page, not a client's query. */
export function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

/** Whether the browser reached this machine by a name of its own; then no other site can be behind the name. */
export function isLocalHost(request: FastifyRequest): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
}

/**
 * Apollo Sandbox with a query and a token filled in; where its CDN cannot be reached, or may not be, a GraphiQL that this
 * server has itself. No script stands in the page, so that its policy can forbid all that do not come from the two origins.
 */
export function sendExplorer(reply: FastifyReply, settings: ExplorerSettings): FastifyReply {
  const { query, token, sandbox } = settings;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const page = readFileSync(join(ASSETS_FOLDER, 'explorer.html'), 'utf8')
    // A function, because `$&` and its like would be read as patterns; `<` must not end the element.
    .replace('"__SETTINGS__"', () => JSON.stringify({ query, headers, sandbox }).replaceAll('<', '\\u003c'))
    .replace('__STYLE__', () => assetVersion('explorer.css'))
    .replace('__SCRIPT__', () => assetVersion('explorer.js'));
  return reply
    .header('content-security-policy', contentSecurityPolicy(sandbox))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}

function assetVersion(name: string): string {
  const hash = createHash('sha256')
    .update(readFileSync(join(ASSETS_FOLDER, name)))
    .digest('hex')
    .slice(0, 12);
  return `${ASSETS_PATH}/${name}?v=${hash}`;
}

function contentSecurityPolicy(sandbox: boolean): string {
  return [
    "default-src 'none'",
    sandbox ? `script-src 'self' ${SANDBOX_SCRIPT_ORIGIN}` : "script-src 'self'",
    "worker-src 'self'",
    // Both explorers write style elements.
    "style-src 'self' 'unsafe-inline'",
    sandbox ? "img-src 'self' data: https:" : "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    sandbox ? `frame-src ${SANDBOX_FRAME_ORIGIN}` : "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

interface Asset {
  type: string;
  content(): Promise<string> | string;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** GraphiQL's parts stand as strings in the package, 9 MB of them; they are loaded when first asked for. */
const graphiql = () => import('@graphql-yoga/render-graphiql/graphiql');
const ownFile = (name: string) => readFileSync(join(ASSETS_FOLDER, name), 'utf8');

const ASSETS: Readonly<Record<string, Asset>> = {
  'explorer.js': { type: SCRIPT, content: () => ownFile('explorer.js') },
  'explorer.css': { type: STYLE, content: () => ownFile('explorer.css') },
  'graphiql.js': { type: SCRIPT, content: async () => (await graphiql()).js },
  'graphiql.css': { type: STYLE, content: async () => (await graphiql()).css },
  'editor.worker.js': { type: SCRIPT, content: async () => (await graphiql()).editorWorkerService },
  'json.worker.js': { type: SCRIPT, content: async () => (await graphiql()).jsonWorker },
  'graphql.worker.js': { type: SCRIPT, content: async () => (await graphiql()).graphqlWorker },
};

/** Serves what the page needs from this origin. */
export function addExplorerAssets(app: FastifyInstance): void {
  for (const [name, { type, content }] of Object.entries(ASSETS)) {
    app.get(`${ASSETS_PATH}/${name}`, async (_request, reply) =>
      reply
        .header('cache-control', 'max-age=3600')
        .type(type)
        .send(await content()),
    );
  }
}

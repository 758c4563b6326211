import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, UnauthenticatedError } from '@strata/basis-core';
import { sendWebResponse } from '@strata/basis-network';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessToken, AccessTokenVerifier } from './access-token.ts';
import { wantsPage } from './explorer.ts';
import { addForwards, type Forwards } from './forward.ts';
import type { ViewerSource } from './viewer-source.ts';

const SIGN_IN = '/console/sign-in';
const SIGN_OUT = '/console/sign-out';
const COOKIE = 'strata-console';
/** A form with a token and a path. */
const MAX_FORM_BYTES = 16_384;
const PAGE = join(import.meta.dirname, '../assets/sign-in.html');
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** What consoles are served with. */
export interface ConsoleOptions {
  /** Path prefixes, and the services behind them. */
  consoles: Forwards;
  tokens: AccessTokenVerifier;
  viewers: ViewerSource;
  clock: Clock;
  /** Whether browsers reach the gateway by HTTPS. */
  isSecure: boolean;
  /** Whether the page says how to get a token. */
  development: boolean;
}

/**
 * Pages for people at work, behind a sign-in: a token, sent once by a form, is kept in a cookie that no script sees and
 * no other site sends. Services get the viewer, never the token. Programs send `Authorization: Bearer` instead.
 */
export function addConsoles(app: FastifyInstance, options: ConsoleOptions): void {
  const { consoles, tokens, viewers } = options;
  addForwards(app, consoles, async (service, request, reply, passed) => {
    const token = await tokenOf(request, tokens);
    if (token === undefined) return refuse(request, reply, options);
    for (const name of ['authorization', 'cookie']) passed.headers.delete(name);
    return sendWebResponse(reply, await service.fetch(passed, await viewers.identityOf(token)));
  });
  const [home] = Object.keys(consoles);
  if (home !== undefined) void app.register(async (scope) => addSignIn(scope, options, home));
}

function addSignIn(scope: FastifyInstance, options: ConsoleOptions, home: string): void {
  const { tokens, clock, isSecure } = options;
  const attributes = `Path=/console; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  const form = { parseAs: 'string', bodyLimit: MAX_FORM_BYTES } as const;
  scope.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  scope.get(SIGN_IN, (_request, reply) => sendSignIn(reply, options, { next: home }));
  scope.post(SIGN_IN, async (request, reply) => {
    const { token = '', next = home } = Object.fromEntries(request.body instanceof URLSearchParams ? request.body : []);
    const wanted = pathWithin(options.consoles, next) ?? home;
    const accepted = isFromHere(request) ? await verified(tokens, token.trim()) : undefined;
    if (accepted === undefined) {
      return sendSignIn(reply.code(401), options, { next: wanted, fault: 'That token is not accepted here.' });
    }
    const lifeSeconds = Math.floor((accepted.expiresAt.getTime() - clock.now().getTime()) / 1000);
    return reply
      .header('set-cookie', `${COOKIE}=${token.trim()}; ${attributes}; Max-Age=${lifeSeconds}`)
      .redirect(wanted, 303);
  });
  scope.post(SIGN_OUT, async (request, reply) => {
    if (isFromHere(request)) reply.header('set-cookie', `${COOKIE}=; ${attributes}; Max-Age=0`);
    return reply.redirect(SIGN_IN, 303);
  });
}

/** Who asks: by the header, or by the cookie where the request comes from a page of this origin. */
async function tokenOf(request: FastifyRequest, tokens: AccessTokenVerifier): Promise<AccessToken | undefined> {
  const { authorization, cookie = '' } = request.headers;
  if (authorization !== undefined) return tokens.verify(authorization);
  const [, token] = new RegExp(`(?:^|; *)${COOKIE}=([^;]+)`).exec(cookie) ?? [];
  return token !== undefined && isFromHere(request) ? verified(tokens, token) : undefined;
}

async function verified(tokens: AccessTokenVerifier, token: string): Promise<AccessToken | undefined> {
  try {
    return await tokens.verify(`Bearer ${token}`);
  } catch (error) {
    if (error instanceof UnauthenticatedError) return undefined;
    throw error;
  }
}

/**
 * Whether a page of this very origin sent a request, or the person themselves. SameSite does not say so: to it, all
 * ports of a machine are one site.
 */
function isFromHere({ headers, method }: FastifyRequest): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin !== undefined) return URL.parse(origin)?.host === host;
  return method === 'GET';
}

/** Where a form may lead, as a path of this origin; undefined for anywhere else. */
function pathWithin(consoles: Forwards, wanted: string): string | undefined {
  const { pathname = '', search = '', origin } = URL.parse(wanted, 'http://here') ?? {};
  if (origin !== 'http://here') return undefined;
  const isWithin = Object.keys(consoles).some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`));
  return isWithin ? pathname + search : undefined;
}

function refuse(request: FastifyRequest, reply: FastifyReply, options: ConsoleOptions): FastifyReply {
  if (!wantsPage(request)) throw new UnauthenticatedError();
  return sendSignIn(reply.code(401), options, { next: request.url });
}

function sendSignIn(
  reply: FastifyReply,
  { development }: ConsoleOptions,
  { next, fault = '' }: { next: string; fault?: string },
): FastifyReply {
  const hint = development ? 'In development, npx --no-install strata token staff prints one.' : '';
  const texts: Readonly<Record<string, string>> = { NEXT: next, FAULT: fault, HINT: hint };
  const page = readFileSync(PAGE, 'utf8').replace(/__([A-Z]+)__/g, (_, name: string) => escaped(texts[name] ?? ''));
  return reply
    .header('content-security-policy', PAGE_POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

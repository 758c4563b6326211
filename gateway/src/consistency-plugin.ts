import type { ApolloServerPlugin } from '@apollo/server';
import { CONSISTENCY_HEADER } from '@strata/basis-network';
import type { FastifyRequest } from 'fastify';
import { TOKEN_LIFE_MS } from './read-your-writes.ts';
import type { GatewayContext } from './services-data-source.ts';

const COOKIE = new RegExp(`(?:^|;\\s*)${CONSISTENCY_HEADER}=([\\w-]+)`);

/** The consistency tokens that a request brings, in its header and in its cookie. */
export function consistencyTokensOf({ headers }: Pick<FastifyRequest, 'headers'>): string[] {
  const header = headers[CONSISTENCY_HEADER];
  const [, cookie] = COOKIE.exec(headers.cookie ?? '') ?? [];
  const sent = typeof header === 'string' ? header.split(',').map((token) => token.trim()) : [];
  return cookie === undefined ? sent : [...sent, cookie];
}

/**
 * Gives whoever wrote something a token to read by, as a header, and as a cookie for browsers, which send it back by
 * themselves; and says in `extensions.consistency` when something had not arrived.
 */
export function consistencyPlugin({ isSecure }: { isSecure: boolean }): ApolloServerPlugin<GatewayContext> {
  const attributes = `Max-Age=${TOKEN_LIFE_MS / 1_000}; Path=/graphql; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response: { body, http }, contextValue: { consistency } }) {
          const token = consistency.token();
          if (token !== undefined) {
            http.headers.set(CONSISTENCY_HEADER, token);
            http.headers.set('set-cookie', `${CONSISTENCY_HEADER}=${token}; ${attributes}`);
          }
          const notice = consistency.notice();
          if (notice === undefined || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, consistency: notice };
        },
      };
    },
  };
}

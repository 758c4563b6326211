import { type Clock, type Logger, SubgraphUnavailableError } from '@strata/basis-core';
import type { ServiceClient } from '@strata/basis-network';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** An unknown key id asks SSO at most this often. */
const COOLDOWN_MS = 10_000;
/** After this long the keys are fetched again although all are known, so that a withdrawn key goes away. */
const MAX_AGE_MS = 600_000;

export interface SigningKeysOptions {
  sso: ServiceClient;
  logger: Logger;
  clock: Clock;
}

/**
 * SSO's public keys, for jose. Fetched when first needed, again when a token names an unknown key and every ten
 * minutes. While SSO cannot be reached, the last known keys serve.
 *
 * @throws SubgraphUnavailableError when SSO has never been reached
 */
export function createSigningKeys({ sso, logger, clock }: SigningKeysOptions): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    triedAtMs = clock.now().getTime();
    try {
      const response = await sso.fetch(new Request('http://sso/sso/.well-known/jwks.json'));
      if (!response.ok) throw new Error(`SSO answered the request for its keys with ${response.status}`);
      keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
      fetchedAtMs = triedAtMs;
    } catch (error) {
      logger.warn({ err: error }, 'the keys of SSO cannot be fetched');
    }
  }

  function refresh(): Promise<void> {
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  async function known(): Promise<JWTVerifyGetKey> {
    const nowMs = clock.now().getTime();
    if (!keys) await refresh();
    else if (nowMs - fetchedAtMs > MAX_AGE_MS && nowMs - triedAtMs > COOLDOWN_MS) void refresh();
    if (!keys) throw new SubgraphUnavailableError('Your sign-in cannot be checked at the moment.');
    return keys;
  }

  return async (header, token) => {
    try {
      return await (await known())(header, token);
    } catch (error) {
      const mayAskAgain = clock.now().getTime() - triedAtMs > COOLDOWN_MS || fetching;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayAskAgain) throw error;
      await refresh();
      return (await known())(header, token);
    }
  };
}

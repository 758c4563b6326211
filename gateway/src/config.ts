import { hkdfSync, randomBytes } from 'node:crypto';
import { type Environment, parseConfig, z } from '@strata/basis-core';
import { isNetwork, type MetricsAccess } from '@strata/basis-network';

/** What the gateway is configured with. */
export interface GatewayConfig {
  /** The issuer of the access tokens that are accepted: `<origin>/sso`. */
  tokenIssuer: string;
  /** Whether browsers come by TLS: cookies are for nothing else then. */
  isSecure: boolean;
  /** What consistency tokens are sealed with, 32 bytes: the same in all gateways that have one identity key. */
  consistencyKey: Uint8Array;
  /** Which web origins may call: exact ones, or patterns. */
  corsOrigins: (string | RegExp)[];
  /** Which proxies are believed about where a request comes from: so many in a row, or addresses and networks. */
  trustedProxies: number | string[];
  bodyLimitBytes: number;
  /** How long a client may take to send its request. */
  requestTimeoutMs: number;
  /** How long one call of a subgraph may take. */
  subgraphTimeoutMs: number;
  /** The longest operation, in tokens of the GraphQL grammar. */
  maxOperationTokens: number;
  /** How long `close` waits for requests that are being served. */
  drainTimeoutMs: number;
  /** Who may read `/metrics`. In production whoever knows `STRATA_METRICS_TOKEN`, and without one nobody. */
  metrics: MetricsAccess | undefined;
}

const DEVELOPMENT_ORIGINS = [
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/,
  'https://studio.apollographql.com',
];

const KEY_BYTES = 32;

/** A token that outsiders may try to guess. */
const MIN_TOKEN_LENGTH = 16;

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const proxies = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text.split(',').map((each) => each.trim())))
  .refine(
    (value) => typeof value === 'number' || value.every(isNetwork),
    'must be a number of proxies, or addresses and networks: 10.0.0.7,192.168.0.0/16',
  )
  .default([]);

const schema = {
  STRATA_ORIGIN: z.url({ protocol: /^https?$/ }).default('http://localhost:4000'),
  STRATA_CORS_ORIGINS: z.string().optional(),
  STRATA_TRUSTED_PROXIES: proxies,
  STRATA_MAX_BODY_BYTES: positive(1_048_576),
  STRATA_REQUEST_TIMEOUT_MS: positive(30_000),
  STRATA_SUBGRAPH_TIMEOUT_MS: positive(10_000),
  STRATA_MAX_OPERATION_TOKENS: positive(10_000),
  STRATA_DRAIN_TIMEOUT_MS: positive(15_000),
  STRATA_IDENTITY_KEY: z.string().optional(),
  STRATA_METRICS_TOKEN: z.string().min(MIN_TOKEN_LENGTH, `must have ${MIN_TOKEN_LENGTH} characters or more`).optional(),
};

/**
 * The gateway's configuration, from environment variables.
 *
 * @throws ConfigurationError naming every variable that is wrong
 */
export function readGatewayConfig(environment: Environment, development: boolean): GatewayConfig {
  const config = parseConfig(schema, environment);
  const named = config.STRATA_CORS_ORIGINS?.split(',').map((origin) => origin.trim());
  const { origin, protocol } = new URL(config.STRATA_ORIGIN);
  return {
    tokenIssuer: `${origin}/sso`,
    isSecure: protocol === 'https:',
    consistencyKey: consistencyKey(config.STRATA_IDENTITY_KEY),
    corsOrigins: named ?? (development ? DEVELOPMENT_ORIGINS : []),
    trustedProxies: config.STRATA_TRUSTED_PROXIES,
    bodyLimitBytes: config.STRATA_MAX_BODY_BYTES,
    requestTimeoutMs: config.STRATA_REQUEST_TIMEOUT_MS,
    subgraphTimeoutMs: config.STRATA_SUBGRAPH_TIMEOUT_MS,
    maxOperationTokens: config.STRATA_MAX_OPERATION_TOKENS,
    drainTimeoutMs: config.STRATA_DRAIN_TIMEOUT_MS,
    metrics: development ? 'open' : config.STRATA_METRICS_TOKEN ? { token: config.STRATA_METRICS_TOKEN } : undefined,
  };
}

/**
 * Derived from the key that gateways share anyway. Where there is none, everything is in one process: then nobody else
 * needs to open a token, and one that was sealed before a restart is forgotten.
 */
function consistencyKey(identityKey: string | undefined): Uint8Array {
  const secret = identityKey ?? randomBytes(KEY_BYTES);
  return new Uint8Array(hkdfSync('sha256', secret, '', 'strata consistency tokens', KEY_BYTES));
}

import { isIP } from 'node:net';
import { type Environment, parseConfig, z } from '@strata/basis-core';
import type { BullConnection } from '@strata/basis-messaging';
import type { Trust } from '@strata/basis-network';
import { GATEWAY } from '@strata/basis-subgraph';
import type { JWK } from 'jose';
import { settingsSchema } from './settings.ts';

const BY_SECRETS = 'as `strata secrets` prints it';

/** A variable that holds JSON. What is wrong inside is named by its path. */
function json<T>(shape: z.ZodType<T>, what: string) {
  const parse = (text: string, context: z.core.$RefinementCtx) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue(`must be JSON: ${what}`);
      return z.NEVER;
    }
  };
  return z.string(`is missing: ${what}`).transform(parse).pipe(shape);
}

const publicKey = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() });
const trust = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      publicKey,
      signsViewers: z.boolean(),
      permissions: z.record(z.string(), z.array(z.string())),
    }),
  ),
});

const databaseUrl = settingsSchema.DATABASE_URL.unwrap();
const isMissing = (issue: { input?: unknown }) => issue.input === undefined;

const schema = {
  ...settingsSchema,
  QUEUE_DATABASE_URL: databaseUrl.optional(),
  PORT: z.coerce.number('is missing: the port to listen on').int().min(0).max(65_535),
  STRATA_IDENTITY_KEY: json<JWK>(publicKey.extend({ d: z.string() }), `the private key of this service, ${BY_SECRETS}`),
  STRATA_TRUST: json<Trust>(trust, `whom services believe, ${BY_SECRETS}`),
  STRATA_SERVICES: json(
    z.record(z.string(), z.url({ protocol: /^https?$/, error: 'must be http://host:port' })),
    'the origin of each service, by name: {"sso":"http://sso:4000"}',
  ),
  STRATA_ORIGIN: z.url({ protocol: /^https?$/, error: 'must be https://host' }).optional(),
  STRATA_SEED: z.enum(['true', 'false']).default('false'),
};

const required = <T>(what: string, shape: z.ZodType<T, string>) =>
  z.string({ error: (issue) => (isMissing(issue) ? `is missing: ${what}` : undefined) }).pipe(shape);
const serviceSchema = { ...schema, DATABASE_URL: required('the database of this service', databaseUrl) };
const QUEUE = 'the queue of messages between services; or QUEUE_DATABASE_URL, a PostgreSQL database for it';

/** What `strata serve` is told from outside. */
export type ServiceSettings = ReturnType<typeof readServiceSettings>;

/**
 * The settings of one service, or of the gateway, that runs in a process of its own.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong
 */
export function readServiceSettings(name: string, environment: Environment) {
  if (name === GATEWAY) return parseConfig(schema, environment);
  if (environment.QUEUE_DATABASE_URL) return parseConfig(serviceSchema, environment);
  const onRedis = { ...serviceSchema, REDIS_URL: required(QUEUE, settingsSchema.REDIS_URL.unwrap()) };
  return parseConfig(onRedis, environment);
}

/** Where messages are queued, if anywhere: `REDIS_URL` goes before `QUEUE_DATABASE_URL`. */
export function queueOf({ REDIS_URL, QUEUE_DATABASE_URL }: ServiceSettings): BullConnection | undefined {
  if (REDIS_URL !== undefined) return { redisUrl: REDIS_URL };
  return QUEUE_DATABASE_URL === undefined ? undefined : { postgresUrl: QUEUE_DATABASE_URL };
}

/** All that a service was told to connect to, and the name that it listens under: what its egress guard allows. */
export function ownAddresses(settings: ServiceSettings, environment: Environment): string[] {
  const { HOST, PORT, DATABASE_URL, QUEUE_DATABASE_URL, REDIS_URL, STRATA_SERVICES } = settings;
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = environment;
  const listensUnder = HOST === undefined || isIP(HOST) !== 0 ? undefined : `http://${HOST}:${PORT}`;
  const engines = [DATABASE_URL, QUEUE_DATABASE_URL, REDIS_URL];
  const collector = [OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT];
  return [...Object.values(STRATA_SERVICES), ...engines, ...collector, listensUnder].filter((url) => !!url) as string[];
}

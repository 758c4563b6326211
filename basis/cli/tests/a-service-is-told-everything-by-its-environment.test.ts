import { parseEnv } from 'node:util';
import { derivePassword } from '@strata/basis-storage';
import { GATEWAY } from '@strata/basis-subgraph';
import { secrets } from '../src/commands/secrets.ts';
import { ownAddresses, queueOf, readServiceSettings } from '../src/service-settings.ts';

const subgraphs = [{ name: 'sso' }, { name: 'gift-cards' }] as unknown as Parameters<typeof secrets>[0]['subgraphs']; // secrets reads names alone

const printed = parseEnv(secrets({ subgraphs } as Parameters<typeof secrets>[0]));

/** What Compose makes of it for one container. */
const environment = {
  PORT: '4000',
  REDIS_URL: `redis://:${printed.REDIS_PASSWORD}@redis:6379`,
  DATABASE_URL: `postgresql://gift-cards:${printed.DATABASE_PASSWORD_GIFT_CARDS}@postgres:5432/gift-cards`,
  STRATA_IDENTITY_KEY: printed.STRATA_IDENTITY_KEY_GIFT_CARDS,
  STRATA_TRUST: printed.STRATA_TRUST,
  STRATA_SERVICES: '{"sso":"http://sso:4000"}',
};

function faultsOf(name: string, told: NodeJS.ProcessEnv): readonly string[] {
  try {
    readServiceSettings(name, told);
    return [];
  } catch (error) {
    return (error as { faults: string[] }).faults;
  }
}

test('secrets are enough for every service, and different each time', () => {
  expect(faultsOf('gift-cards', environment)).toEqual([]);
  expect(faultsOf(GATEWAY, { ...environment, DATABASE_URL: undefined, REDIS_URL: undefined })).toEqual([]);
  expect(Object.keys(printed).sort()).toEqual([
    'DATABASE_PASSWORD_GIFT_CARDS',
    'DATABASE_PASSWORD_QUEUE',
    'DATABASE_PASSWORD_SSO',
    'POSTGRES_PASSWORD',
    'REDIS_PASSWORD',
    'STRATA_DATABASE_SECRET',
    'STRATA_IDENTITY_KEY_GATEWAY',
    'STRATA_IDENTITY_KEY_GIFT_CARDS',
    'STRATA_IDENTITY_KEY_OPERATOR',
    'STRATA_IDENTITY_KEY_SSO',
    'STRATA_METRICS_TOKEN',
    'STRATA_TRUST',
  ]);
  expect(new Set(Object.values(printed)).size).toBe(12);
});

test('a service’s password is the one that its role is made with', () => {
  const secret = printed.STRATA_DATABASE_SECRET ?? '';
  expect(printed.DATABASE_PASSWORD_GIFT_CARDS).toBe(derivePassword(secret, 'service gift-cards'));
});

test('all that is missing is said at once, each with what it is', () => {
  expect(faultsOf('sso', {})).toEqual([
    'PORT: is missing: the port to listen on',
    'DATABASE_URL: is missing: the database of this service',
    'REDIS_URL: is missing: the queue of messages between services; or QUEUE_DATABASE_URL, a PostgreSQL database for it',
    'STRATA_IDENTITY_KEY: is missing: the private key of this service, as `strata secrets` prints it',
    'STRATA_TRUST: is missing: whom services believe, as `strata secrets` prints it',
    'STRATA_SERVICES: is missing: the origin of each service, by name: {"sso":"http://sso:4000"}',
  ]);
});

test.each([
  ['DATABASE_URL', 'mysql://a', 'DATABASE_URL: must be postgresql://user:password@host:port/database'],
  ['REDIS_URL', 'http://redis:6379', 'REDIS_URL: must be redis://host:port'],
  ['QUEUE_DATABASE_URL', 'mysql://a', 'QUEUE_DATABASE_URL: must be postgresql://user:password@host:port/database'],
  ['STRATA_SERVICES', '{"sso":"sso:4000"}', 'STRATA_SERVICES.sso: must be http://host:port'],
  ['STRATA_TRUST', '{', 'STRATA_TRUST: must be JSON: whom services believe, as `strata secrets` prints it'],
  ['STRATA_ORIGIN', 'example.com', 'STRATA_ORIGIN: must be https://host'],
])('%s=%s is refused', (variable, value, fault) => {
  expect(faultsOf('gift-cards', { ...environment, [variable]: value })).toEqual([fault]);
});

test('the queue is a Redis where one is named, else a database', () => {
  const database = 'postgresql://queue:password@postgres:5432/queue';
  const { REDIS_URL: redisUrl } = environment;
  expect(queueOf(readServiceSettings('sso', environment))).toEqual({ redisUrl });
  expect(queueOf(readServiceSettings('sso', { ...environment, QUEUE_DATABASE_URL: database }))).toEqual({ redisUrl });
  const withoutRedis = { ...environment, REDIS_URL: undefined, QUEUE_DATABASE_URL: database };
  expect(queueOf(readServiceSettings('sso', withoutRedis))).toEqual({ postgresUrl: database });
});

test('what a service was told of is all that it may connect to', () => {
  const collector = 'http://collector:4318';
  const told = { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  expect(ownAddresses(readServiceSettings('gift-cards', told), told).sort()).toEqual(
    [collector, 'http://sso:4000', environment.DATABASE_URL, environment.REDIS_URL].sort(),
  );
  const named = { ...environment, HOST: 'gift-cards.internal' };
  expect(ownAddresses(readServiceSettings('gift-cards', named), named)).toContain('http://gift-cards.internal:4000');
});

import { randomBytes } from 'node:crypto';
import { derivePassword } from '@strata/basis-storage';
import { type Composition, GATEWAY, OPERATOR, trustOf, withMissingKeys } from '@strata/basis-subgraph';
import { QUEUE, servicePurpose } from '../engines.ts';

const SECRET_BYTES = 32;

/**
 * `strata secrets`: new keys and passwords for a deployment, as lines of an environment file. Each service gets its
 * own private key and database password; all get the public halves. The database passwords derive from
 * `STRATA_DATABASE_SECRET`, with which `strata migrate` makes the roles.
 */
export function secrets({ subgraphs }: Composition): string {
  const names = subgraphs.map(({ name }) => name);
  const keys = withMissingKeys({}, names);
  const databaseSecret = randomSecret();
  const lines = {
    POSTGRES_PASSWORD: randomSecret(),
    REDIS_PASSWORD: randomSecret(),
    STRATA_DATABASE_SECRET: databaseSecret,
    ...named('DATABASE_PASSWORD', [...names, QUEUE], (name) => derivePassword(databaseSecret, servicePurpose(name))),
    ...named(
      'STRATA_IDENTITY_KEY',
      [GATEWAY, OPERATOR, ...names],
      (name) => `'${JSON.stringify(keys[name]?.privateKey)}'`,
    ),
    STRATA_METRICS_TOKEN: randomSecret(),
    STRATA_TRUST: `'${JSON.stringify(trustOf(keys, subgraphs))}'`,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

/** In the alphabet of URLs, because passwords stand in them. */
function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function named(prefix: string, names: readonly string[], secretOf: (name: string) => string): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`${prefix}_${name.toUpperCase().replaceAll('-', '_')}`, secretOf(name)]),
  );
}

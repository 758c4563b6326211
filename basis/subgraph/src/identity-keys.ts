import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateIdentityKey, type IdentityKeyPair, type Trust } from '@strata/basis-network';
import type { SubgraphDefinition } from './definition.ts';

/** The name under which gateways sign viewers. */
export const GATEWAY = 'gateway';

/** The name under which a person at the command line looks after services. It holds no permission in any graph. */
export const OPERATOR = 'operator';

/** The permission by which a service may look after others, as the operator does. */
export const OPERATE = 'platform:operate';

/** What gateway and operator may do in the graphs: nothing; internal routes ask who calls. */
const NO_PERMISSIONS = {};

/** The key pair of each service, by name. */
export type IdentityKeys = Readonly<Record<string, IdentityKeyPair>>;

/** New keys for the gateway, the operator and each service, added to those that are there. */
export function withMissingKeys(keys: IdentityKeys, names: readonly string[]): IdentityKeys {
  const missing = [GATEWAY, OPERATOR, ...names].filter((name) => keys[name] === undefined);
  return { ...keys, ...Object.fromEntries(missing.map((name) => [name, generateIdentityKey()])) };
}

/** The keys that a folder keeps, with what was missing made and kept. The file is readable by its owner only. */
export function loadIdentityKeys(file: string, names: readonly string[]): IdentityKeys {
  const known: IdentityKeys = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const keys = withMissingKeys(known, names);
  if (Object.keys(keys).length > Object.keys(known).length) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(keys), { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  }
  return keys;
}

/** Whom everybody believes: gateways sign viewers; each service may do elsewhere what its manifest lists. */
export function trustOf(keys: IdentityKeys, subgraphs: readonly SubgraphDefinition[]): Trust {
  const names = subgraphs.map(({ name }) => name);
  const services = subgraphs.flatMap(({ name, calls = {} }) => {
    const key = keys[name];
    if (key === undefined) return [];
    const permissions = permissionsOf(calls, names);
    return [{ name, publicKey: key.publicKey, signsViewers: false, permissions }];
  });
  const platform = [GATEWAY, OPERATOR].flatMap((name) => {
    const key = keys[name];
    if (key === undefined) return [];
    return [{ name, publicKey: key.publicKey, signsViewers: name === GATEWAY, permissions: NO_PERMISSIONS }];
  });
  return { services: [...services, ...platform] };
}

/** What a service may do elsewhere, service by service. */
function permissionsOf({ '*': everywhere = [], ...calls }: NonNullable<SubgraphDefinition['calls']>, names: string[]) {
  const called = everywhere.length === 0 ? Object.keys(calls) : names;
  return Object.fromEntries(called.map((name) => [name, [...everywhere, ...(calls[name] ?? [])]]));
}

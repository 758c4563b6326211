import { type Composition, GATEWAY, trustOf, withMissingKeys } from '@strata/basis-subgraph';

/**
 * `strata secrets`: new keys for a deployment, as lines of an environment file. Each service gets its own private
 * key; all get the public halves.
 */
export function secrets({ subgraphs }: Composition): string {
  const keys = withMissingKeys(
    {},
    subgraphs.map(({ name }) => name),
  );
  const lines = [GATEWAY, ...subgraphs.map(({ name }) => name)].map(
    (name) =>
      `STRATA_IDENTITY_KEY_${name.toUpperCase().replaceAll('-', '_')}='${JSON.stringify(keys[name]?.privateKey)}'`,
  );
  return [...lines, `STRATA_TRUST='${JSON.stringify(trustOf(keys, subgraphs))}'`].join('\n');
}

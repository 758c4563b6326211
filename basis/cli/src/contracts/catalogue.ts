import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contract } from '@strata/basis-contract';
import { StrataError } from '@strata/basis-core';
import { type Composition, type Use, usesOf } from '@strata/basis-subgraph';
import { type ContractFault, keyOf, type Lock, lockedForm, lockFaults, nextLock } from './lock.ts';

/** The contracts of one sdk package. */
export interface Owner {
  readonly name: string;
  readonly contracts: readonly Contract[];
  readonly lock: Lock;
}

/** Every contract of the system, and who does what with it. */
export interface Catalogue {
  readonly owners: readonly Owner[];
  readonly uses: readonly Use[];
}

/** Where the contracts of an sdk package are locked. */
function lockFile(root: string, owner: string): string {
  return join(root, 'sdk', owner, 'contract.lock.json');
}

/** Reads the contracts of all sdk packages, what is locked of them, and the manifests that use them. */
export async function readCatalogue({ root, subgraphs }: Composition): Promise<Catalogue> {
  const files = globSync('sdk/*/contract.ts', { cwd: root }).sort();
  const owners = await Promise.all(files.map((file) => readOwner(root, file)));
  return { owners, uses: subgraphs.flatMap(usesOf) };
}

async function readOwner(root: string, file: string): Promise<Owner> {
  const name = basename(dirname(file));
  const exported = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
  const contracts = Object.values(exported).filter(isContract);
  const locked = lockFile(root, name);
  const lock = existsSync(locked) ? (JSON.parse(readFileSync(locked, 'utf8')) as Lock) : {};
  return { name, contracts: contracts.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)), lock };
}

function isContract(value: unknown): value is Contract {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('kind' in value)) return false;
  return value.kind === 'entity' || value.kind === 'event' || value.kind === 'task';
}

/** The text of every lock file, by its path, once these contracts are accepted. */
export function lockTexts(root: string, { owners }: Catalogue): Map<string, string> {
  const texts = owners.map(({ name, contracts, lock }): [string, string] => [
    lockFile(root, name),
    `${JSON.stringify(nextLock(lock, contracts), null, 2)}\n`,
  ]);
  return new Map(texts);
}

/**
 * Refuses contracts that would break those who were built with what is locked.
 *
 * @throws StrataError `BREAKING_CONTRACT` with a line for each fault: what, and how to mend it
 */
export function refuseBreaking(catalogue: Catalogue): void {
  const faults = contractFaults(catalogue);
  if (faults.length === 0) return;
  const lines = faults.map(({ contract, message }) => `  ${contract}: ${message}`).join('\n');
  throw new StrataError('BREAKING_CONTRACT', `A contract may not change like this:\n${lines}`, 409);
}

/** Everything that is wrong with the contracts, against what is locked and among themselves. */
export function contractFaults({ owners, uses }: Catalogue): ContractFault[] {
  return [
    ...owners.flatMap(ownFaults),
    ...owners.flatMap(({ lock, contracts }) => lockFaults(lock, contracts)),
    ...useFaults(owners, uses),
  ];
}

function ownFaults({ name, contracts }: Owner): ContractFault[] {
  const foreign = contracts
    .filter((contract) => !contract.name.startsWith(`${name}.`))
    .map((contract) => ({
      contract: keyOf(contract),
      message: `sdk/${name} cannot declare it; import it from its owner's sdk package.`,
    }));
  const twice = [...Map.groupBy(contracts, keyOf)]
    .filter(([, list]) => new Set(list).size > 1)
    .map(([contract]) => ({ contract, message: 'is declared twice. Give one of them another name or version.' }));
  return [...foreign, ...twice];
}

/** What is used is there, and is imported from its owner: a copy does not learn of a change. */
function useFaults(owners: readonly Owner[], uses: readonly Use[]): ContractFault[] {
  const known = new Map(owners.flatMap(({ contracts }) => contracts.map((contract) => [keyOf(contract), contract])));
  const faults = uses.flatMap(({ service, contract }) => {
    const owned = known.get(keyOf(contract));
    if (owned !== undefined && JSON.stringify(lockedForm(owned)) === JSON.stringify(lockedForm(contract))) return [];
    const [owner = ''] = contract.name.split('.');
    const message =
      owned === undefined
        ? `is not in sdk/${owner}/contract.ts, but ${service} uses it. Declare it (again), or move ${service} on first.`
        : `${service} uses a copy that differs. Import it from @strata/sdk-${owner}.`;
    return [{ contract: keyOf(contract), message }];
  });
  return [...new Map(faults.map((fault) => [`${fault.contract} ${fault.message}`, fault])).values()];
}

/** For a person: each contract, and who does what with it. */
export function describeCatalogue({ owners, uses }: Catalogue): string {
  const lines = owners.flatMap(({ contracts }) =>
    contracts.map((contract) => {
      const roles = uses
        .filter((use) => keyOf(use.contract) === keyOf(contract))
        .map(({ service, role }) => `${service} ${role} it`);
      return `${keyOf(contract).padEnd(36)} ${contract.kind.padEnd(7)} ${[...new Set(roles)].join(', ')}`.trimEnd();
    }),
  );
  return lines.join('\n');
}

import type { Contract } from '@strata/basis-contract';
import { breakingChanges } from './compatibility.ts';
import { type Shapes, shapesOf, splitWords, wordsOf } from './shape.ts';

/** One version of one contract, as its owner's `contract.lock.json` keeps it. */
export interface LockedContract {
  readonly kind: Contract['kind'];
  /** Gone from the sdk. It stays here, so that it never comes back as something else. */
  readonly retired?: boolean;
  /** Of an event: the entity that it happens to. */
  readonly of?: string;
  /** Of an entity or an event. */
  readonly fields?: Shapes;
  /** Of a task. */
  readonly input?: Shapes;
  readonly output?: Shapes;
  readonly failures?: string;
}

/** By `catalog.Product 1`. */
export type Lock = { readonly [contract: string]: LockedContract };

/** A contract's name and version: what the lock keeps it under. */
export const keyOf = ({ name, version }: { name: string; version: number }): string => `${name} ${version}`;

/** What there is to say against a change. `message` is one line with how to mend it. */
export interface ContractFault {
  readonly contract: string;
  readonly message: string;
}

/** A contract as the lock keeps it. */
export function lockedForm(contract: Contract): LockedContract {
  if (contract.kind === 'task') {
    const { kind, input, output, failures } = contract;
    return { kind, input: shapesOf(input), output: shapesOf(output), failures: wordsOf(failures) };
  }
  const { kind, fields } = contract;
  return kind === 'event'
    ? { kind, of: contract.of.name, fields: shapesOf(fields) }
    : { kind, fields: shapesOf(fields) };
}

/** The lock after a change: versions are added and never leave. */
export function nextLock(before: Lock, contracts: readonly Contract[]): Lock {
  const now = new Map(contracts.map((contract) => [keyOf(contract), lockedForm(contract)]));
  const kept = Object.entries(before).filter(([key]) => !now.has(key));
  const all = [...now, ...kept.map(([key, locked]) => [key, { ...locked, retired: true }] as const)];
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Why the contracts of one sdk package may not follow upon what is locked. One that is gone is no fault of its own. */
export function lockFaults(before: Lock, contracts: readonly Contract[]): ContractFault[] {
  const now = new Map(contracts.map((contract) => [keyOf(contract), contract]));
  return Object.entries(before).flatMap(([key, locked]) => {
    const contract = now.get(key);
    if (contract === undefined) return [];
    if (locked.retired) return [{ contract: key, message: `was retired and cannot return. ${advice(contract)}` }];
    return changesOf(locked, lockedForm(contract)).map((change) => ({
      contract: key,
      message: `${change}. ${advice(contract)}`,
    }));
  });
}

function changesOf(was: LockedContract, is: LockedContract): string[] {
  if (was.kind !== is.kind) return [`the kind was ${was.kind} and is ${is.kind}`];
  const of = was.of === is.of ? [] : [`it happened to ${was.of} and happens to ${is.of}`];
  const fields = breakingChanges(was.fields ?? {}, is.fields ?? {}, 'owner');
  const input = breakingChanges(was.input ?? {}, is.input ?? {}, 'others', 'input ');
  const output = breakingChanges(was.output ?? {}, is.output ?? {}, 'owner', 'output ');
  return [...of, ...fields, ...input, ...output, ...changesOfFailures(was.failures ?? '', is.failures ?? '')];
}

/** An outcome that is on its way, or an asker of yesterday, knows the reasons as they were. */
function changesOfFailures(was: string, is: string): string[] {
  const before = splitWords(was);
  const after = splitWords(is);
  const removed = before.filter((reason) => !after.includes(reason)).map((reason) => `failure ${reason} was removed`);
  const added = after.filter((reason) => !before.includes(reason));
  return [...removed, ...added.map((reason) => `failure ${reason} is new, and those who ask do not know it`)];
}

function advice({ kind, name, version }: Contract): string {
  return `Leave version ${version} as it was, and declare ${kind}('${name}', ${version + 1}, …) beside it`;
}

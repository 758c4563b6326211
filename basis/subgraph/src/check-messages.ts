import type { Contract } from '@strata/basis-contract';
import { StrataError } from '@strata/basis-core';
import { ownerOf, replicaDeclaration } from '@strata/basis-messaging';
import type { SubgraphDefinition } from './definition.ts';

/**
 * Holds the manifests of a composition against each other: whatever one listens to, keeps a replica of or asks for is
 * published, or carried out, by the service that it belongs to.
 *
 * @throws StrataError `SUBGRAPH_DEFINITION` with a line for each contract that has nobody on its other side
 */
export function checkMessages(subgraphs: readonly SubgraphDefinition[]): void {
  const offered = new Map(subgraphs.map((subgraph) => [subgraph.name, new Set(offersOf(subgraph).map(keyOf))]));
  const faults = subgraphs.flatMap((subgraph) =>
    needsOf(subgraph)
      .filter(([, contract]) => offered.get(ownerOf(contract.name))?.has(keyOf(contract)) !== true)
      .map(([does, contract]) => `${subgraph.name} ${does} ${named(contract)}, ${nobody(contract)}.`),
  );
  if (faults.length > 0) throw new StrataError('SUBGRAPH_DEFINITION', [...new Set(faults)].join('\n'), 500);
}

function offersOf({ publishes = [], handles = [] }: SubgraphDefinition): Contract[] {
  return [
    ...publishes.map((published) => (published.kind === 'publication' ? published.contract : published)),
    ...handles.flatMap((each) => (each.kind === 'task' ? [each.task] : [])),
  ];
}

function needsOf({ entities, handles = [], asks = [] }: SubgraphDefinition): [does: string, contract: Contract][] {
  const replicas = entities.flatMap((entity) => replicaDeclaration(entity)?.contract ?? []);
  const heard = handles.flatMap((each) => (each.kind === 'on' ? [each.contract] : []));
  const repeated = handles.flatMap((each) => (each.kind === 'schedule' ? [each.task] : []));
  return [
    ...replicas.map((contract): [string, Contract] => ['keeps a replica of', contract]),
    ...heard.map((contract): [string, Contract] => ['listens to', contract]),
    ...asks.map((contract): [string, Contract] => ['asks for', contract]),
    ...repeated.map((contract): [string, Contract] => ['repeats', contract]),
  ];
}

function keyOf({ kind, name, version }: Contract): string {
  return `${kind} ${name} ${version}`;
}

function named({ kind, name, version }: Contract): string {
  return `the ${kind} ${name}, version ${version}`;
}

function nobody({ kind, name }: Contract): string {
  const owner = ownerOf(name);
  return kind === 'task' ? `which ${owner} does not carry out` : `which ${owner} does not publish`;
}

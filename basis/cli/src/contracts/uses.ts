import type { EntityContract } from '@strata/basis-contract';
import type { SubgraphDefinition } from '@strata/basis-subgraph';
import type { Contract } from './lock.ts';

/** What a service does with a contract, as a person would say it. */
export type Role = 'publishes' | 'replicates' | 'handles' | 'asks for' | 'carries out' | 'learns the outcome of';

/** A service and a contract that its manifest names. */
export interface Use {
  readonly service: string;
  readonly role: Role;
  readonly contract: Contract;
}

/** Everything that a manifest says about contracts. */
export function usesOf(definition: SubgraphDefinition): Use[] {
  const { name: service, publishes = [], asks = [], handles = [], entities } = definition;
  const use = (role: Role, contract: Contract): Use => ({ service, role, contract });
  return [
    ...publishes.map((published) => use('publishes', published.kind === 'event' ? published : published.contract)),
    ...entities.flatMap(replicatedBy).map((contract) => use('replicates', contract)),
    ...asks.map((task) => use('asks for', task)),
    ...handles.flatMap((handled): Use[] => {
      switch (handled.kind) {
        case 'on':
          return [use('handles', handled.contract)];
        case 'task':
          return [use('carries out', handled.task)];
        case 'outcome':
          return [use('learns the outcome of', handled.task)];
        case 'schedule':
          return [use('asks for', handled.task)];
        default:
          return [];
      }
    }),
  ];
}

/** The contract that a replica's class says it keeps: `replicaOf` leaves it there under a symbol. */
function replicatedBy(entity: unknown): EntityContract[] {
  for (let each = entity; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    for (const symbol of Object.getOwnPropertySymbols(each)) {
      const spec = (each as unknown as Record<symbol, unknown>)[symbol]; // statics under symbols have no type
      if (typeof spec === 'object' && spec !== null && 'contract' in spec) return [spec.contract as EntityContract];
    }
  }
  return [];
}

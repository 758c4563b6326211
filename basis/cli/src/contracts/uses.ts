import type { EntityContract, EventContract, TaskContract } from '@strata/basis-contract';
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

/** What a manifest says of messages, as far as the catalogue looks at it. */
interface Messages {
  readonly publishes?: readonly (EventContract | { readonly contract: EntityContract })[];
  readonly asks?: readonly TaskContract[];
  readonly handles?: readonly { readonly kind: string; readonly contract?: Contract; readonly task?: TaskContract }[];
}

const ROLES: Readonly<Record<string, Role>> = {
  on: 'handles',
  task: 'carries out',
  outcome: 'learns the outcome of',
  schedule: 'asks for',
};

/** Everything that a manifest says about contracts. */
export function usesOf(definition: SubgraphDefinition): Use[] {
  const service = definition.name;
  const { publishes = [], asks = [], handles = [] } = definition as Messages;
  const use = (role: Role, contract: Contract): Use => ({ service, role, contract });
  return [
    ...publishes.map((published) => use('publishes', 'contract' in published ? published.contract : published)),
    ...definition.entities.flatMap(replicatedBy).map((contract) => use('replicates', contract)),
    ...asks.map((task) => use('asks for', task)),
    ...handles.flatMap(({ kind, contract, task }) => {
      const handled = contract ?? task;
      const role = ROLES[kind];
      return handled === undefined || role === undefined ? [] : [use(role, handled)];
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

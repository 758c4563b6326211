import { type Contract, type JsonSchema, schemaOf } from '@strata/basis-contract';
import { replicaDeclaration } from '@strata/basis-messaging';
import type { SubgraphDefinition } from './definition.ts';

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
    ...entities
      .flatMap((entity) => replicaDeclaration(entity)?.contract ?? [])
      .map((contract) => use('replicates', contract)),
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

/** What a service does with a contract, with the contract's shape: as `/_strata/messages` answers. */
export interface DescribedUse {
  readonly role: Role;
  readonly kind: Contract['kind'];
  readonly name: string;
  readonly version: number;
  /** Of the payload; of a task, of its input. */
  readonly schema: JsonSchema;
  /** Of a task: what it gives back, and the declared reasons for which it fails. */
  readonly output?: JsonSchema;
  readonly failures?: readonly string[];
}

/** Everything that a manifest says about contracts, for whoever has not its code. */
export function describeUses(definition: SubgraphDefinition): DescribedUse[] {
  return usesOf(definition).map(({ role, contract }) => {
    const { kind, name, version } = contract;
    if (kind !== 'task') return { role, kind, name, version, schema: schemaOf(contract.fields) };
    const { input, output, failures } = contract;
    return { role, kind, name, version, schema: schemaOf(input), output: schemaOf(output), failures };
  });
}

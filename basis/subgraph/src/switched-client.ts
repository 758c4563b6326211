import { SubgraphUnavailableError } from '@strata/basis-core';
import type { ServiceClient } from '@strata/basis-network';

/** A client that can be handed out before its service is there, and outlives it. */
export interface SwitchedClient extends ServiceClient {
  connect(client: ServiceClient): void;
  disconnect(): void;
}

/** A client that answers `SUBGRAPH_UNAVAILABLE` until it is connected, and again once it is disconnected. */
export function createSwitchedClient(name: string): SwitchedClient {
  let target: ServiceClient | undefined;

  function connected(): ServiceClient {
    if (target === undefined) throw new SubgraphUnavailableError(`${name} does not answer at the moment.`);
    return target;
  }

  return {
    name,
    execute: async (call) => connected().execute(call),
    fetch: async (request, identity) => connected().fetch(request, identity),
    connect(client) {
      target = client;
    },
    disconnect() {
      target = undefined;
    },
  };
}

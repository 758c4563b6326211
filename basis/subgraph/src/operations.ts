import { StrataError } from '@strata/basis-core';
import type { ServiceClient, Trust } from '@strata/basis-network';
import type { SubgraphDefinition } from './definition.ts';
import { OPERATE } from './identity-keys.ts';
import { callOperator, type OperatorCall } from './operator-client.ts';

/** How long a service may take to say how it is; a gateway waits longer for the whole answer. */
const LOOK_LIMIT_MS = 4_000;
/** How long it may take to do something. What takes longer is a job, whose beginning is what is waited for. */
const CHANGE_LIMIT_MS = 8_000;

/** The operator's endpoints of the services of one system. */
export interface Operations {
  /** The services that have one. */
  readonly services: readonly string[];
  /** @throws StrataError with the code of what the service refused; `NO_SUCH_SERVICE`; `SUBGRAPH_UNAVAILABLE` */
  call<T>(service: string, call: OperatorCall): Promise<T>;
}

/** A service that could not be asked. */
export interface Silent {
  service: string;
  code: string;
  message: string;
}

/** What services said, and which did not. */
export interface Gathered<T> {
  found: (T & { service: string })[];
  silent: Silent[];
}

/** Reads a list of each service, all at once: those that cannot be asked are named, and keep nobody from the rest. */
export async function gather<T extends object>(
  { call }: Operations,
  services: readonly string[],
  path: string,
): Promise<Gathered<T>> {
  const read = async (service: string) => {
    const answer = await call<T | T[]>(service, { method: 'GET', path });
    return [answer].flat().map((row) => ({ ...(row as T), service }));
  };
  const answers = await Promise.all(
    services.map((service) => read(service).catch((error: unknown) => silence(service, error))),
  );
  return {
    found: answers.flatMap((answer) => (Array.isArray(answer) ? answer : [])),
    silent: answers.flatMap((answer) => (Array.isArray(answer) ? [] : [answer])),
  };
}

/** A command names a service that there is not. */
export function noSuchService(service: string, services: readonly string[]): StrataError {
  return new StrataError('NO_SUCH_SERVICE', `There is no service ${service}. There are: ${services.join(', ')}.`, 404);
}

/**
 * The operator's endpoints that a service may ask: of those where the trust bundle gives it `platform:operate`.
 *
 * @throws StrataError `UNDECLARED_CALL` when the manifest does not ask for it
 */
export function operationsOf(
  { name: self, calls = {} }: Pick<SubgraphDefinition, 'name' | 'calls'>,
  { clients, trust }: { clients(name: string): ServiceClient; trust: Trust },
): Operations {
  if (!calls['*']?.includes(OPERATE)) {
    throw new StrataError('UNDECLARED_CALL', `${self} does not list ${OPERATE} for '*' under calls.`, 500);
  }
  const permissions = trust.services.find(({ name }) => name === self)?.permissions ?? {};
  const services = Object.keys(permissions).filter((service) => permissions[service]?.includes(OPERATE));
  return {
    services,
    async call<T>(service: string, call: OperatorCall) {
      if (!services.includes(service)) throw noSuchService(service, services);
      const limitMs = call.method === 'GET' ? LOOK_LIMIT_MS : CHANGE_LIMIT_MS;
      return (await callOperator(clients(service), call, { as: self, limitMs })) as T;
    },
  };
}

function silence(service: string, error: unknown): Silent {
  if (!(error instanceof StrataError)) throw error;
  return { service, code: error.code, message: error.message };
}

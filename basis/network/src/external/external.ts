import { type ConfigOf, type ConfigSchema, type Environment, parseConfig, StrataError, z } from '@strata/basis-core';
import { createResilience, type Resilience } from './resilience.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 30_000;

/** What every request of a port carries. */
export interface ExternalRequest {
  /** Ends the call. */
  readonly signal: AbortSignal;
}

/** A port: what is asked of the world outside, a method each, whoever answers. */
type Port<P> = { readonly [K in keyof P]: (request: never) => Promise<unknown> };

/** What a port is reached from: a task that is carried out outside, or a route, has it. */
export interface Surroundings {
  readonly environment: Environment;
}

/** One provider of what a port asks for. */
export interface Adapter<P, S extends Surroundings> {
  /** What is wrong with its settings, as a `ConfigurationError`. */
  check(environment: Environment): void;
  /** Its port as it is, before anything bounds its calls. */
  open(surroundings: S): P;
}

/**
 * Declares an adapter: its settings, read when they are needed, and how its port is made of them. It is made anew for
 * each use, so it holds nothing that has to be given back.
 *
 * @example export const stripe = adapter({ STRIPE_SECRET_KEY: z.string() }, ({ STRIPE_SECRET_KEY }) => ({ capture: … }));
 */
export function adapter<C extends ConfigSchema, P, S extends Surroundings>(
  settings: C,
  open: (settings: ConfigOf<C>, surroundings: S) => P,
): Adapter<P, S> {
  return {
    check: (environment) => void parseConfig(settings, environment),
    open: (surroundings) => open(parseConfig(settings, surroundings.environment), surroundings),
  };
}

/** What a service reaches outside of the system, and through whom. */
export interface External<P, S extends Surroundings> {
  /** @throws ConfigurationError when no such adapter can be chosen, or the chosen one lacks something */
  check(environment: Environment): void;
  /** The adapter that new work goes to. Whoever begins something notes it, and goes on with it, whatever is chosen later. */
  chosen(environment: Environment): string;
  /**
   * The port of an adapter. What is asked through it is bounded, retried and metered as `createResilience` says.
   *
   * @throws StrataError `NO_SUCH_PROVIDER` for a name that no adapter has; ConfigurationError
   */
  through(provider: string, surroundings: S): P;
}

/**
 * Declares what is asked of the world outside: a port, its adapters, and the settings that choose among them:
 * `<prefix>_PROVIDER`, in development by default the first adapter, and `<prefix>_TIMEOUT_MS`, how long a call may take
 * (10 s). In production nobody is chosen by default: what stands in for the world would be taken for it.
 *
 * @example export const paymentProviders = defineExternal<PaymentProvider, OutsideUnit>('payments-eg', 'PAYMENTS', {
 *   sandbox, stripe });
 */
export function defineExternal<P extends Port<P>, S extends Surroundings>(
  service: string,
  prefix: string,
  adapters: Readonly<Record<string, Adapter<P, S>>>,
): External<P, S> {
  const names = Object.keys(adapters);
  const [first = ''] = names;
  const [provider, timeout] = [`${prefix}_PROVIDER`, `${prefix}_TIMEOUT_MS`];
  const chosen = (environment: Environment) => {
    const name = z.enum(names, { error: `must be one of ${names.join(', ')}` });
    const isDevelopment = (environment.STRATA_ENV ?? 'development') === 'development';
    return String(parseConfig({ [provider]: isDevelopment ? name.default(first) : name }, environment)[provider]);
  };
  const timeoutMs = (environment: Environment) => {
    const schema = { [timeout]: z.coerce.number().int().min(1).max(MAX_TIMEOUT_MS).default(DEFAULT_TIMEOUT_MS) };
    return Number(parseConfig(schema, environment)[timeout]);
  };
  const adapterOf = (name: string): Adapter<P, S> => {
    const found = adapters[name];
    if (found === undefined) throw new StrataError('NO_SUCH_PROVIDER', `${service} has no provider ${name}.`, 500);
    return found;
  };
  const calls = onePerProcess((name, environment) =>
    createResilience({ service, provider: name, timeoutMs: timeoutMs(environment) }),
  );
  return {
    check(environment) {
      timeoutMs(environment);
      adapterOf(chosen(environment)).check(environment);
    },
    chosen,
    through: (name, surroundings) =>
      resilient(adapterOf(name).open(surroundings), calls(name, surroundings.environment)),
  };
}

/** Breaker, budget and places of a provider are shared by all that one process does, which has one environment. */
function onePerProcess(create: (name: string, environment: Environment) => Resilience) {
  const known = new WeakMap<Environment, Map<string, Resilience>>();
  return (name: string, environment: Environment): Resilience => {
    const ofProcess = known.get(environment) ?? new Map<string, Resilience>();
    known.set(environment, ofProcess);
    const resilience = ofProcess.get(name) ?? create(name, environment);
    ofProcess.set(name, resilience);
    return resilience;
  };
}

function resilient<P extends Port<P>>(port: P, call: Resilience): P {
  const methods = Object.entries(port) as [string, (request: ExternalRequest) => Promise<unknown>][];
  const bounded = methods.map(([operation, ask]) => [
    operation,
    (request: ExternalRequest) =>
      call({ operation, signal: request.signal, work: (signal) => ask({ ...request, signal }) }),
  ]);
  return Object.fromEntries(bounded) as P;
}

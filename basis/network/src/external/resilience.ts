import { processMetrics, StrataError } from '@strata/basis-core';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { ProviderRefusedError, ProviderTimeoutError, ProviderUnavailableError } from './external-errors.ts';
import { createRetryBudget } from './retry-budget.ts';

/** Calls of one provider that this process makes at a time, and those that may wait for their turn. */
const MAX_CALLS = 32;
const MAX_WAITING = 64;
/** A task that fails is tried again for long, by messaging: what is retried here is a hiccup. */
const MAX_RETRIES = 2;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** So many failures in a row, and the provider is left alone for a while; then one call tries whether it is back. */
const BROKEN_AFTER_FAILURES = 5;
const TRIED_AGAIN_AFTER_MS = 10_000;

/** Whose calls these are, and how patient they are. */
export interface ResilienceOptions {
  /** The service that calls, for metrics. */
  readonly service: string;
  /** Whom it calls: an adapter's name. */
  readonly provider: string;
  /** How long one call may take; one that is retried may take as long again. */
  readonly timeoutMs: number;
  /** How long a provider that keeps failing is left alone. Default 10 s. */
  readonly triedAgainAfterMs?: number;
}

/** One thing that is asked of a provider. */
export interface ExternalCall<T> {
  /** For metrics: what is asked. */
  readonly operation: string;
  /** Ends the call, and what waits for its turn. */
  readonly signal: AbortSignal;
  /** @param signal aborted when the call's time is up, too */
  work(signal: AbortSignal): Promise<T>;
}

/** How the calls of one provider are made: all of a process share its places, its breaker and its budget. */
export type Resilience = <T>(call: ExternalCall<T>) => Promise<T>;

const durations = processMetrics.histogram({
  name: 'strata_external_call_duration_seconds',
  help: 'What is asked of a provider, from asking to the answer, retries included, by how it ended',
});
const retried = processMetrics.counter({
  name: 'strata_external_retries_total',
  help: 'Calls of a provider that were made once more',
});
const circuits = processMetrics.gauge({
  name: 'strata_external_circuit_open',
  help: '1 while a provider is left alone because it kept failing',
});

/**
 * Makes calls of a provider bounded and forgiving: a place among those that run (bulkhead), a few retries with jitter
 * within a budget, a breaker that leaves alone what keeps failing, a timeout for each call. What a
 * `ProviderRefusedError` says is an answer: neither retried, nor held against the provider.
 *
 * @throws ProviderUnavailableError, ProviderTimeoutError, the signal's reason, or what `work` rejects with
 * @example const call = createResilience({ service: 'payments-eg', provider: 'stripe', timeoutMs: 10_000 });
 *   await call({ operation: 'capture', signal, work: (signal) => stripe.capture(reference, signal) });
 */
export function createResilience(options: ResilienceOptions): Resilience {
  const { service, provider, timeoutMs } = options;
  const budget = createRetryBudget();
  const policy = policyOf(options, () => budget.take());
  return async ({ operation, signal, work }) => {
    const startedAt = performance.now();
    budget.save();
    let outcome = 'done';
    try {
      signal.throwIfAborted();
      return await policy.execute(({ signal: limited }) => work(limited), signal);
    } catch (error) {
      const told = signal.aborted ? signal.reason : toldAs(error, provider, timeoutMs);
      outcome = outcomeOf(told, signal);
      throw told;
    } finally {
      durations.observe({ service, provider, operation, outcome }, (performance.now() - startedAt) / 1000);
    }
  };
}

function policyOf(options: ResilienceOptions, mayRetry: () => boolean) {
  const { service, provider, timeoutMs, triedAgainAfterMs = TRIED_AGAIN_AFTER_MS } = options;
  const isFault = (error: unknown) => !(error instanceof ProviderRefusedError);
  const retries = retry(
    handleWhen((error) => isFault(error) && !(error instanceof BrokenCircuitError) && mayRetry()),
    {
      maxAttempts: MAX_RETRIES,
      backoff: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay: LONGEST_PAUSE_MS }),
    },
  );
  retries.onRetry(() => retried.add({ service, provider }));
  const circuit = circuitBreaker(handleWhen(isFault), {
    halfOpenAfter: triedAgainAfterMs,
    breaker: new ConsecutiveBreaker(BROKEN_AFTER_FAILURES),
  });
  circuits.set({ service, provider }, 0);
  circuit.onStateChange((state) => circuits.set({ service, provider }, state === CircuitState.Closed ? 0 : 1));
  const limit = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  return wrap(bulkhead(MAX_CALLS, MAX_WAITING), retries, circuit, limit);
}

/** The library's own errors in words of ours. */
function toldAs(error: unknown, provider: string, timeoutMs: number): unknown {
  if (error instanceof BrokenCircuitError) return new ProviderUnavailableError(provider, 'BROKEN', error);
  if (error instanceof BulkheadRejectedError) return new ProviderUnavailableError(provider, 'BUSY', error);
  if (error instanceof TaskCancelledError) return new ProviderTimeoutError(provider, timeoutMs, error);
  return error;
}

function outcomeOf(error: unknown, { aborted }: AbortSignal): string {
  if (aborted) return 'aborted';
  const code = error instanceof StrataError ? error.code : '';
  return (
    { PROVIDER_UNAVAILABLE: 'unavailable', PROVIDER_TIMEOUT: 'timeout', PROVIDER_REFUSED: 'refused' }[code] ?? 'failed'
  );
}

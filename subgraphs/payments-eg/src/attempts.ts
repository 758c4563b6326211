/** An attempt asks the provider twice at most, and each of these may be retried, with the longest timeout there is. */
export const ATTEMPTS = { timeoutMs: 90_000 };

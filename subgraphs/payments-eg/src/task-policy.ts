/** An attempt asks the provider twice at most, and each of these may be retried, with a timeout of 10 s each time. */
export const TASK_POLICY = { timeoutMs: 90_000 };

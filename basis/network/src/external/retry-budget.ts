/** Retries that may be saved up, so that a first failure after a quiet time is retried at once. */
const MOST_SAVED = 10;
/** Of ten calls, one may be retried: a provider that is down gets a tenth more calls, not three times as many. */
const SAVED_PER_CALL = 0.1;

/** How many retries there may be, over all calls. */
export interface RetryBudget {
  /** A call is made: a part of a retry is saved up. */
  save(): void;
  /** @returns false when nothing is left; else one retry less is */
  take(): boolean;
}

/** A full budget. */
export function createRetryBudget(): RetryBudget {
  let saved = MOST_SAVED;
  return {
    save() {
      saved = Math.min(MOST_SAVED, saved + SAVED_PER_CALL);
    },
    take() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}

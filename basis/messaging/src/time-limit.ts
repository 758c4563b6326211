/** Waits for `work`, but no longer than `limitMs`; then what `late` makes is thrown, and whatever comes of it ignored. */
export async function within<T>(limitMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), limitMs);
  });
  work.catch(() => undefined); // what fails after the limit concerns nobody
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for `work` to end, well or not, but no longer than `limitMs`. Never throws. @returns whether it ended */
export async function settledWithin(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => true,
    () => true,
  );
  return within(limitMs, ended, () => new Error('late')).catch(() => false);
}

import { setTimeout as pause } from 'node:timers/promises';

const ASK_EVERY_MS = 50;
const ANSWER_LIMIT_MS = 2_000;

/** Asks a URL until it answers with a 2xx (true), or until it is not worth asking any more (false). */
export async function untilUrlAnswers(url: string, given: AbortSignal): Promise<boolean> {
  while (!given.aborted) {
    const signal = AbortSignal.any([given, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    const response = await fetch(url, { signal, headers: { connection: 'close' } }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok === true) return true;
    await pause(ASK_EVERY_MS, undefined, { signal: given }).catch(() => undefined);
  }
  return false;
}

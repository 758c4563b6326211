import { processMetrics } from '@strata/basis-core';
import { createResilience, ProviderRefusedError } from '../src/index.ts';

const TIMEOUT_MS = 50;
const TRIED_AGAIN_AFTER_MS = 1_500;
const TOGETHER = 32 + 64;
const { signal } = new AbortController();

let provider = '';
let calls = 0;
const create = () =>
  createResilience({ service: 'test', provider, timeoutMs: TIMEOUT_MS, triedAgainAfterMs: TRIED_AGAIN_AFTER_MS });
let call = create();
beforeEach(() => {
  calls = 0;
  provider = `provider ${expect.getState().currentTestName}`;
  call = create();
});

const ask = (work: (signal: AbortSignal) => Promise<unknown>, ends = signal) =>
  call({
    operation: 'ask',
    signal: ends,
    work: (limited) => {
      calls += 1;
      return work(limited);
    },
  });
const fails = () => Promise.reject(new Error('out of order'));
const answers = async () => 'answer';

test('what fails is tried three times, and then its error is told', async () => {
  await expect(ask(fails)).rejects.toThrow('out of order');
  expect(calls).toBe(3);
});

test('what the provider refuses is not tried again, and not held against it', async () => {
  const refuses = () => Promise.reject(new ProviderRefusedError('test', 'no'));
  for (let asked = 1; asked <= 10; asked += 1) {
    await expect(ask(refuses)).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
    expect(calls).toBe(asked);
  }
});

test('what does not answer in time is told to end, and is PROVIDER_TIMEOUT', async () => {
  const ended: boolean[] = [];
  const hangs = (limited: AbortSignal) =>
    new Promise((_resolve, reject) => {
      limited.addEventListener('abort', () => reject(new Error('ended')), { once: true });
    }).finally(() => ended.push(limited.aborted));
  await expect(ask(hangs)).rejects.toMatchObject({ code: 'PROVIDER_TIMEOUT', status: 504 });
  expect(ended).toEqual([true, true, true]);
});

test('who keeps failing is left alone, then tried by one call, and is asked again when that succeeds', async () => {
  await expect(ask(fails)).rejects.toThrow('out of order');
  await expect(ask(fails)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { reason: 'BROKEN' } });
  expect(calls).toBe(5);
  expect(await circuit()).toBe('1');
  await expect(ask(answers)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(calls).toBe(5);
  const answered = await untilAnswered();
  expect(answered).toBe('answer');
  expect(calls).toBe(6);
  expect(await circuit()).toBe('0');
  await expect(ask(answers)).resolves.toBe('answer');
});

test('retries have a budget: a provider that fails often is not asked thrice as often', async () => {
  const asked = 100;
  for (let turn = 0; turn < asked; turn += 1) {
    await ask(fails).catch(() => undefined);
    await ask(answers);
  }
  expect(calls).toBeGreaterThan(asked * 2);
  expect(calls).toBeLessThanOrEqual(asked * 2 + 10 + (asked * 2) / 10);
});

test('no more than so many calls run or wait at once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const patient = createResilience({ service: 'test', provider, timeoutMs: 60_000 });
  const waiting = Array.from({ length: TOGETHER }, () => patient({ operation: 'ask', signal, work: () => promise }));
  const refused = patient({ operation: 'ask', signal, work: answers });
  await expect(refused).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { reason: 'BUSY' } });
  resolve();
  await Promise.all(waiting);
});

test('a call that its caller ends rejects with the reason, and is not made again', async () => {
  const caller = new AbortController();
  const hangs = () => {
    caller.abort(new Error('nobody waits any more'));
    return new Promise(() => undefined);
  };
  await expect(ask(hangs, caller.signal)).rejects.toThrow('nobody waits any more');
  await expect(ask(answers, caller.signal)).rejects.toThrow('nobody waits any more');
  expect(calls).toBe(1);
});

async function circuit(): Promise<string | undefined> {
  const { body } = await processMetrics.scrape();
  const series = body
    .split('\n')
    .find((line) => line.startsWith('strata_external_circuit_open') && line.includes(`"${provider}"`));
  return series?.split(' ').at(-1);
}

/** Asks until the breaker lets a call through. */
async function untilAnswered(): Promise<unknown> {
  for (;;) {
    const answer = await ask(answers).catch((error: { code: string }) => error.code);
    if (answer !== 'PROVIDER_UNAVAILABLE') return answer;
  }
}

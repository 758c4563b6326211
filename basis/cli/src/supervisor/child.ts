import type { ChildProcess } from 'node:child_process';
import { type Logger, StrataError } from '@strata/basis-core';
import { pauseMs, type Timing } from './backoff.ts';
import type { ChildSpec, ChildState, ChildStatus } from './child-spec.ts';
import { type Launcher, signalGroup } from './launcher.ts';
import type { LogStream } from './log-stream.ts';
import { isMessage } from './parent.ts';
import { untilUrlAnswers } from './ready-url.ts';

export interface ChildOptions {
  timing: Timing;
  launcher: Launcher;
  output: LogStream;
  logger: Logger;
  onState(status: ChildStatus): void;
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
  /** What ends its patience. */
  timer: NodeJS.Timeout;
}

/** One supervised child: started, restarted when it dies by itself, stopped for as long as somebody wants it so. */
export class Child {
  readonly spec: ChildSpec;
  /** What it said of itself when it last became ready. */
  details: unknown = null;
  readonly #options: ChildOptions;
  #state: ChildState = 'stopped';
  #since = new Date();
  #process: ChildProcess | undefined;
  #wanted = false;
  #failures = 0;
  #restarts = 0;
  #lastExit: ChildStatus['lastExit'] = null;
  #pause: { ms: number; timer: NodeJS.Timeout } | undefined;
  #kill: NodeJS.Timeout | undefined;
  #waitingForReady: Waiter[] = [];
  #waitingForEnd: (() => void)[] = [];

  constructor(spec: ChildSpec, options: ChildOptions) {
    this.spec = spec;
    this.#options = options;
  }

  get status(): ChildStatus {
    return {
      name: this.spec.name,
      state: this.#state,
      pid: this.#process?.pid ?? null,
      restarts: this.#restarts,
      since: this.#since.toISOString(),
      lastExit: this.#lastExit,
      pauseMs: this.#pause?.ms ?? null,
    };
  }

  /** Starts it unless it runs; resolves when it serves. */
  async start(): Promise<void> {
    this.#wanted = true;
    if (this.#state === 'ready') return;
    const ready = this.#untilReady();
    if (this.#process === undefined) this.#launchAnew();
    await ready;
  }

  /** Stops it, for good until the next start; resolves when its process is gone. */
  async stop(limitMs = this.#options.timing.stopLimitMs): Promise<void> {
    this.#wanted = false;
    this.#cancelPause();
    this.#refuseWaiters('STOPPED', `${this.spec.name} was stopped.`);
    if (this.#process === undefined) this.#enter('stopped');
    else await this.#end(this.#process, limitMs);
  }

  /** Ends its process and starts another; resolves when that one serves. */
  async restart(limitMs = this.#options.timing.stopLimitMs): Promise<void> {
    this.#wanted = true;
    this.#failures = 0;
    const ready = this.#untilReady();
    if (this.#process === undefined) this.#launchAnew();
    else void this.#end(this.#process, limitMs);
    await ready;
  }

  #launchAnew(): void {
    this.#cancelPause();
    this.#failures = 0;
    this.#launch();
  }

  #launch(): void {
    const { launcher, output } = this.#options;
    const child = launcher.launch(this.spec);
    this.#process = child;
    this.#enter('starting');
    output.attach(this.spec.name, child);
    const gone = new AbortController();
    const ended = (code: number | null, signal: string | null): void => {
      if (gone.signal.aborted) return;
      gone.abort();
      this.#ended(child, code, signal);
    };
    child.once('exit', ended);
    child.on('error', (error) => {
      if (child.pid !== undefined) return; // a message or a signal that could not be delivered: its exit follows
      this.#options.logger.error({ child: this.spec.name, err: error }, 'a process could not be started');
      ended(null, null);
    });
    this.#watchReadiness(child, gone.signal);
  }

  #watchReadiness(child: ChildProcess, gone: AbortSignal): void {
    const { ready = 'message' } = this.spec;
    child.on('message', (message) => {
      if (ready === 'message' && isMessage(message, 'strata:ready')) this.#becameReady(child, message.details);
    });
    if (ready === 'message') return;
    void untilUrlAnswers(ready.url, gone).then((answers) => {
      if (answers) this.#becameReady(child, null);
    });
  }

  #becameReady(child: ChildProcess, details: unknown): void {
    if (this.#process !== child || this.#state !== 'starting') return;
    this.details = details;
    this.#enter('ready');
    for (const { timer, resolve } of this.#waitingForReady.splice(0)) {
      clearTimeout(timer);
      resolve();
    }
  }

  #ended(child: ChildProcess, code: number | null, signal: string | null): void {
    clearTimeout(this.#kill);
    this.#kill = undefined;
    signalGroup(child, 'SIGKILL'); // what it had started itself does not outlive it
    const asked = this.#state === 'stopping';
    const ranMs = Date.now() - this.#since.getTime();
    const wasStable = this.#state === 'ready' && ranMs >= this.#options.timing.stableAfterMs;
    this.#process = undefined;
    this.#lastExit = { code, signal, at: new Date().toISOString() };
    if (!this.#wanted) this.#enter('stopped');
    else if (asked) this.#launch();
    else this.#pauseAndLaunch(wasStable);
    for (const resolve of this.#waitingForEnd.splice(0)) resolve();
  }

  #pauseAndLaunch(wasStable: boolean): void {
    this.#failures = wasStable ? 1 : this.#failures + 1;
    this.#restarts += 1;
    const { timing } = this.#options;
    const ms = pauseMs(this.#failures, timing);
    const timer = setTimeout(() => {
      this.#pause = undefined;
      this.#launch();
    }, ms);
    this.#pause = { ms, timer };
    const { code, signal } = this.#lastExit ?? {};
    this.#options.logger.warn(
      { child: this.spec.name, code, signal, pauseMs: ms },
      'a child ended; it is started again',
    );
    this.#enter('waiting');
    if (this.#failures >= timing.hopelessAfter) {
      const times = `${this.#failures} times`;
      this.#refuseWaiters('START_FAILED', `${this.spec.name} ended ${times} before it was ready; it said why.`);
    }
  }

  #end(child: ChildProcess, limitMs: number): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#waitingForEnd.push(resolve));
    if (this.#state !== 'stopping') {
      this.#enter('stopping');
      child.kill('SIGTERM');
      this.#kill = setTimeout(() => {
        this.#options.logger.warn({ child: this.spec.name, limitMs }, 'a child did not end in time and is killed');
        signalGroup(child, 'SIGKILL');
      }, limitMs);
    }
    return gone;
  }

  #untilReady(): Promise<void> {
    const { name } = this.spec;
    const { readyLimitMs } = this.#options.timing;
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waitingForReady = this.#waitingForReady.filter((other) => other !== waiter);
        reject(new StrataError('START_TIMEOUT', `${name} was not ready within ${readyLimitMs / 1000} s.`, 504));
      }, readyLimitMs);
      const waiter: Waiter = { resolve, reject, timer };
      this.#waitingForReady.push(waiter);
    });
  }

  #refuseWaiters(code: string, message: string): void {
    for (const { timer, reject } of this.#waitingForReady.splice(0)) {
      clearTimeout(timer);
      reject(new StrataError(code, message, 409));
    }
  }

  #cancelPause(): void {
    clearTimeout(this.#pause?.timer);
    this.#pause = undefined;
  }

  #enter(state: ChildState): void {
    this.#state = state;
    this.#since = new Date();
    this.#options.onState(this.status);
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Order, Report } from './messages.ts';

const READY_TIMEOUT_MS = 300_000;
const RESTART_PAUSE_MS = 200;
const ROOT = resolve(import.meta.dirname, '../..');
const TYPESCRIPT = ['--conditions=source', '--import', join(ROOT, 'basis/cli/bin/typescript.js')];

/** What a member is started with. */
export interface MemberOptions {
  readonly service: string;
  readonly number: number;
  /** What it says goes into a file here. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Told each time that it is ready. */
  onReady(member: Member): void;
  /** Told when it ended and nobody had wanted that. */
  onSurprise(what: string): void;
}

/** What is heard of a process: what it says, or that it has ended. */
type News = Report['kind'] | 'ended';

/** A process that hosts one service, two of which there are; started again whenever it has ended. */
export class Member {
  readonly name: string;
  readonly service: string;
  readonly #options: MemberOptions;
  #child: ChildProcess | undefined;
  #isReady = false;
  /** How often it was started. */
  #lives = 0;
  #wanted = false;
  /** Whether the process that runs now is to end by its own hand or ours. */
  #doomed = false;
  #waiting: ((kind: News) => boolean)[] = [];

  constructor(options: MemberOptions) {
    this.#options = options;
    this.service = options.service;
    this.name = `${options.service} ${options.number}`;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    this.#wanted = true;
    const ready = this.#next('ready', READY_TIMEOUT_MS);
    this.#launch();
    await ready;
  }

  /** Kills it, and waits until it is ready again. */
  async kill(): Promise<void> {
    const ready = this.#next('ready', READY_TIMEOUT_MS);
    this.#doomed = true;
    this.#child?.kill('SIGKILL');
    await ready;
  }

  /** Has it kill itself at a checkpoint. @returns when it died there; undefined when it did not come there in time */
  async dieAt(order: Extract<Order, { kind: 'die at' }>, patienceMs: number): Promise<number | undefined> {
    this.#doomed = true;
    const ended = this.#next('ended', patienceMs).then(
      () => Date.now(),
      () => undefined,
    );
    this.tell(order);
    const at = await ended;
    if (at === undefined) this.tell({ kind: 'live on' });
    else if (!this.#isReady) await this.#next('ready', READY_TIMEOUT_MS);
    return at;
  }

  /** Stops it from running for a while. It is not told. */
  async freeze(forMs: number): Promise<void> {
    const child = this.#child;
    child?.kill('SIGSTOP');
    await delay(forMs);
    child?.kill('SIGCONT');
  }

  tell(order: Order): void {
    if (this.#child?.connected) this.#child.send(order, () => 'it may have ended meanwhile');
  }

  /** Tells it something, and waits until it has said that it is done. One that ends meanwhile is told in its next life. */
  async ask(order: Order, answer: Report['kind'], timeoutMs: number): Promise<void> {
    for (;;) {
      await this.untilReady();
      const heard = this.#next([answer, 'ended'], timeoutMs);
      this.tell(order);
      if ((await heard) === answer) return;
    }
  }

  async untilReady(): Promise<void> {
    if (!this.#isReady) await this.#next('ready', READY_TIMEOUT_MS);
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child === undefined) return;
    const ended = this.#next('ended', READY_TIMEOUT_MS);
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await ended;
  }

  #launch(): void {
    const { service, number, folder, environment } = this.#options;
    this.#lives += 1;
    const own = { CHAOS_SERVICE: service, CHAOS_MEMBER: `${number}`, CHAOS_LIFE: `${this.#lives}` };
    const log = openSync(join(folder, `${service}-${number}.log`), 'a');
    const child = fork(join(import.meta.dirname, 'host.ts'), [], {
      cwd: ROOT,
      execArgv: [...TYPESCRIPT, '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...environment, ...own },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#child = child;
    this.#doomed = false;
    child.on('error', () => 'an order to somebody who has just ended');
    child.on('message', ({ kind }: Report) => {
      if (kind === 'ready') {
        this.#isReady = true;
        this.#options.onReady(this);
      }
      this.#tellWaiting(kind);
    });
    child.on('exit', (code, signal) => this.#ended(`${code ?? signal}`));
  }

  #ended(how: string): void {
    if (this.#wanted && this.#isReady && !this.#doomed)
      this.#options.onSurprise(`${this.name} ended by itself: ${how}`);
    this.#child = undefined;
    this.#isReady = false;
    this.#tellWaiting('ended');
    if (this.#wanted) setTimeout(() => this.#wanted && this.#launch(), RESTART_PAUSE_MS);
  }

  #tellWaiting(kind: News): void {
    this.#waiting = this.#waiting.filter((wants) => !wants(kind));
  }

  /** @returns which of the wanted it was */
  #next(wanted: News | readonly News[], timeoutMs: number): Promise<News> {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((each) => each !== wants);
        fail(
          new Error(`${this.name}: nothing was heard of "${wanted}" in ${timeoutMs} ms; see ${this.#options.folder}`),
        );
      }, timeoutMs);
      const wants = (kind: News) => {
        if (![wanted].flat().includes(kind)) return false;
        clearTimeout(timer);
        done(kind);
        return true;
      };
      this.#waiting.push(wants);
    });
  }
}

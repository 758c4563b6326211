import type { Listener, QueuedMessage, Transport } from '../../src/queue/transport.ts';

interface Listening {
  work(data: object, signal: AbortSignal): Promise<void>;
  concurrency: number;
  readonly running: Set<Promise<void>>;
}

interface Waiting {
  readonly messages: Map<string, object>;
  readonly listeners: Set<Listening>;
}

/** Queues of one process, which may be reached or not, and lose what they hold. */
export class QueuesInMemory implements Transport {
  readonly description = 'queues in memory';
  /** Messages that were sent. */
  sent = 0;
  #reachable = true;
  readonly #queues = new Map<string, Waiting>();

  /** From now on nothing can be sent, and nothing arrives. */
  fail(): void {
    this.#reachable = false;
  }

  comeBack(): void {
    this.#reachable = true;
    for (const name of this.#queues.keys()) this.#share(name);
  }

  /** Loses everything that waits. @returns how much that was */
  forget(): number {
    let lost = 0;
    for (const { messages } of this.#queues.values()) {
      lost += messages.size;
      messages.clear();
    }
    return lost;
  }

  async send(queue: string, messages: readonly QueuedMessage[]): Promise<void> {
    if (!this.#reachable) throw new Error('the queues cannot be reached');
    this.sent += messages.length;
    for (const { id, data } of messages) this.#queue(queue).messages.set(id, structuredClone(data));
    setImmediate(() => this.#share(queue));
  }

  listen(queue: string, work: Listening['work'], { concurrency }: { concurrency: number }): Listener {
    const listening: Listening = { work, concurrency, running: new Set() };
    this.#queue(queue).listeners.add(listening);
    setImmediate(() => this.#share(queue));
    return {
      close: async () => {
        this.#queue(queue).listeners.delete(listening);
        await Promise.allSettled(listening.running);
      },
    };
  }

  async waiting(queue: string): Promise<number> {
    if (!this.#reachable) throw new Error('the queues cannot be reached');
    return this.#queue(queue).messages.size;
  }

  async remove(queue: string): Promise<void> {
    this.#queue(queue).messages.clear();
  }

  async isReady(): Promise<boolean> {
    return this.#reachable;
  }

  async stop(): Promise<void> {}

  #queue(name: string): Waiting {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = { messages: new Map(), listeners: new Set() };
      this.#queues.set(name, queue);
    }
    return queue;
  }

  /** Whoever has the most room takes the next. */
  #share(name: string): void {
    const { messages, listeners } = this.#queue(name);
    while (this.#reachable && messages.size > 0) {
      const roomOf = (each: Listening) => each.concurrency - each.running.size;
      const [taker] = [...listeners].filter((each) => roomOf(each) > 0).sort((a, b) => roomOf(b) - roomOf(a));
      const [next] = messages;
      if (taker === undefined || next === undefined) return;
      messages.delete(next[0]);
      const working: Promise<void> = taker
        .work(next[1], new AbortController().signal)
        .catch(() => undefined)
        .finally(() => {
          taker.running.delete(working);
          this.#share(name);
        });
      taker.running.add(working);
    }
  }
}

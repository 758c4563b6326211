import { newId, StrataError } from '@strata/basis-core';
import type { Base } from '../parts.ts';

/** A question without an answer is asked again after this long, for it or its answer may be lost. */
const ASK_AGAIN_AFTER_MS = 2_000;
/** Whoever does not answer for this long is taken to be down. */
const SILENT_AFTER_MS = 30_000;
/** How often the table is looked at for an answer that another process of the service received. */
const POLL_MS = 200;
const KEPT_MINUTES = 10;

/** Questions to other services whose answers come to the control queue, to whichever process of the service. */
export interface Answers {
  /**
   * Sends a question until its answer is there.
   *
   * @throws StrataError `REPLICA_SOURCE_SILENT` when none comes
   */
  ask<Answer>(correlation: string, queue: string, question: object): Promise<Answer>;
  /** Hands an answer to whoever waits for it, here or in another process. */
  deliver(correlation: string, answer: object): Promise<void>;
  /** Whoever waits is told that this process stops. */
  stop(): void;
}

/** Keeps answers in `inbox.answer` when nobody in this process waits for them. */
export function createAnswers(
  base: Base,
  { askAgainAfterMs = ASK_AGAIN_AFTER_MS, silentAfterMs = SILENT_AFTER_MS } = {},
): Answers {
  const waiting = new Map<string, (answer: object | Error) => void>();

  async function stored(correlation: string): Promise<object | undefined> {
    const found = await base.pool.query('delete from inbox.answer where id = $1 returning body', [correlation]);
    return found.rows[0]?.body;
  }

  return {
    async ask<Answer>(correlation: string, queue: string, question: object): Promise<Answer> {
      const answered = new Promise<object | Error>((resolve) => waiting.set(correlation, resolve));
      const send = () =>
        base.transport.send(queue, [{ id: `question-${newId()}`, data: question }]).catch(() => undefined); // it is sent again
      const asking = setInterval(send, askAgainAfterMs);
      const polling = setInterval(() => {
        stored(correlation).then(
          (answer) => answer !== undefined && waiting.get(correlation)?.(answer),
          () => undefined, // it is looked for again
        );
      }, POLL_MS);
      const silence = setTimeout(() => waiting.get(correlation)?.(silent(queue)), silentAfterMs);
      try {
        await send();
        const answer = await answered;
        if (answer instanceof Error) throw answer;
        return answer as Answer;
      } finally {
        clearInterval(asking);
        clearInterval(polling);
        clearTimeout(silence);
        waiting.delete(correlation);
      }
    },
    async deliver(correlation, answer) {
      const waiter = waiting.get(correlation);
      if (waiter !== undefined) return waiter(answer);
      await base.pool.query(
        `delete from inbox.answer where at < clock_timestamp() - interval '${KEPT_MINUTES} minutes'`,
      );
      await base.pool.query('insert into inbox.answer (id, body) values ($1, $2) on conflict (id) do nothing', [
        correlation,
        JSON.stringify(answer),
      ]);
    },
    stop() {
      for (const end of waiting.values()) end(new StrataError('STOPPING', 'This process stops; ask again.', 503));
    },
  };
}

function silent(queue: string): StrataError {
  const [service] = queue.split('.');
  return new StrataError('REPLICA_SOURCE_SILENT', `${service} does not answer.`, 503);
}

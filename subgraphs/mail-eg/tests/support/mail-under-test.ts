import type { Environment } from '@strata/basis-core';
import type { TaskDetail } from '@strata/basis-messaging';
import { openTestTransport, silentLogger, startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { mailEg } from '../../src/index.ts';
import { MailboxMessage } from '../../src/mailbox-message.entity.ts';
import { type Arrival, startMailServer } from './mail-server.ts';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

/** What a message is asked for with. */
export const LETTER = {
  to: 'ada@strata.test',
  subject: 'Grüße aus Łódź, 你好 ✉',
  text: 'Grüße, Ada.\n.\nA line with a dot alone.',
  html: '<p>Grüße, <b>Ada</b>.</p>',
};

/** mail-eg on a database and queues of its own. */
export interface MailUnderTest extends TestSubgraph {
  /** Asks for a message to be sent. @returns the task's id */
  send(change?: Partial<typeof LETTER>): Promise<string>;
  /** Waits until the task is as it is to be. */
  until(id: string, isSo: (task: TaskDetail) => boolean): Promise<TaskDetail>;
  /** Waits until the task has ended. */
  ended(id: string): Promise<TaskDetail>;
}

export async function startMail(environment: Environment): Promise<MailUnderTest> {
  const queues = openTestTransport(silentLogger());
  const subgraph = await startTestSubgraph(mailEg, { environment, transport: queues.transport });
  const { tasks } = subgraph.messaging ?? {};
  if (tasks === undefined) throw new Error('There is no messaging.');
  const until: MailUnderTest['until'] = async (id, isSo) => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const task = await tasks.show(id);
      if (isSo(task)) return task;
      if (performance.now() > deadline) throw new Error(`It never became so: ${JSON.stringify(task)}`);
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  };
  return {
    ...subgraph,
    send: (change = {}) => tasks.run('mail-eg.send', { ...LETTER, ...change }, 'a test'),
    until,
    ended: (id) => until(id, ({ endedAt }) => endedAt !== null),
    async stop() {
      await subgraph.stop();
      await queues.drop();
    },
  };
}

/** A way to hand messages over, and where they come out. */
export interface Delivery extends MailUnderTest {
  received(): Promise<Arrival[]>;
}

/** Both, for the suite that both pass. */
export const deliveries: Record<'smtp' | 'mailbox', () => Promise<Delivery>> = {
  async smtp() {
    const server = await startMailServer();
    const mail = await startMail({ SMTP_URL: server.url, MAIL_FROM: 'Strata <shop@strata.test>' });
    return {
      ...mail,
      received: async () => [...server.arrived],
      async stop() {
        await mail.stop();
        await server.stop();
      },
    };
  },
  async mailbox() {
    const mail = await startMail({ MAIL_FROM: 'Strata <shop@strata.test>' });
    const everything = { populate: ['text', 'html'] } as const;
    return {
      ...mail,
      async received() {
        const kept = await mail.orm.em.fork().find(MailboxMessage, {}, everything);
        return kept.map(({ messageId, from, to, subject, text, html }) => ({
          messageId,
          from,
          to,
          subject,
          text,
          html,
        }));
      },
    };
  },
};

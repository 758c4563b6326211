import { StrataError } from '@strata/basis-core';
import type { MessagingState, OutboxStatus } from '@strata/basis-messaging';
import type { Operations } from '@strata/basis-subgraph';
import type { Answer } from './answer.ts';
import { ago, bytes } from './table.ts';

/** From when on somebody should look, as docs/operations.md has it. */
const BEHIND_SECONDS = 60;
const SILENT_SECONDS = 300;
const OVERDUE_SECONDS = 300;
const LONG_TRANSACTION_SECONDS = 300;
const DAYS_AHEAD = 3;
const LARGE_OUTBOX_BYTES = 10 * 1024 ** 3;

/** Something that is not as it should be, and what to do about it. */
export interface Finding {
  service: string;
  what: string;
  advice: string;
}

/** What a service says of its messaging. */
export interface ServiceHealth {
  outbox: OutboxStatus;
  state: MessagingState;
}

/** `strata doctor`: one line for each thing that somebody should look at. */
export async function doctor(operations: Operations): Promise<Answer> {
  const findings = (await Promise.all(operations.services.map((service) => examine(operations, service)))).flat();
  const lines = findings.map(({ service, what, advice }) => `✗ ${service}: ${what}\n    ${advice}`);
  const well = `All is well with ${operations.services.join(', ')}.`;
  return { json: { findings }, text: findings.length === 0 ? well : lines.join('\n'), failed: findings.length > 0 };
}

async function examine(operations: Operations, service: string): Promise<Finding[]> {
  try {
    const [outbox, state] = await Promise.all([
      operations.call<OutboxStatus>(service, { method: 'GET', path: '/outbox' }),
      operations.call<MessagingState>(service, { method: 'GET', path: '/state' }),
    ]);
    return findingsOf(service, { outbox, state });
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    const advice = `strata status says whether it runs; strata start ${service} starts it; its log says more.`;
    return [{ service, what: `cannot be asked: ${error.message}`, advice }];
  }
}

/** What is not as it should be with a service. */
export function findingsOf(service: string, { outbox, state }: ServiceHealth): Finding[] {
  const all = [...findingsOfOutbox(service, outbox), ...findingsOfInbox(service, state), ...findingsOfDatabase(state)];
  return all.map(({ what, advice }) => ({ service, what, advice }));
}

type Noted = Omit<Finding, 'service'>;

function findingsOfOutbox(service: string, { consumers, bytes: size }: OutboxStatus): Noted[] {
  const active = consumers.filter(({ state, kind }) => state === 'active' && kind === 'service');
  const behind = active.filter(({ oldestSeconds }) => oldestSeconds > BEHIND_SECONDS);
  const noted = behind.map(({ name, unacknowledged, oldestSeconds, seenAt }) => {
    const silentSeconds = (Date.now() - new Date(seenAt).getTime()) / 1000;
    const silent = silentSeconds > SILENT_SECONDS ? `, and silent for ${ago(silentSeconds)}` : '';
    return {
      what: `${name} is ${unacknowledged} messages and ${ago(oldestSeconds)} behind${silent}.`,
      advice: `Is ${name} up? If it is gone for good: strata outbox abandon ${service} ${name}`,
    };
  });
  if (size <= LARGE_OUTBOX_BYTES) return noted;
  const advice = 'What nobody confirms is kept: see who is behind with strata outbox status.';
  return [...noted, { what: `the outbox takes ${bytes(size)}.`, advice }];
}

function findingsOfInbox(service: string, { deadLetters, tasks, replicas }: MessagingState): Noted[] {
  const failed = deadLetters.filter(({ state }) => state === 'failed');
  const messages = deadLetters.reduce((sum, each) => sum + each.messages, 0);
  const reasons = [...new Set(failed.map(({ reason }) => reason))].join(', ');
  return [
    ...(messages === 0
      ? []
      : [
          {
            what: `${messages} messages are parked (${reasons}).`,
            advice: `strata dead-letters list ${service} --grouped; mend; strata dead-letters replay ${service} --all`,
          },
        ]),
    ...tasks
      .filter(({ overdueSeconds }) => overdueSeconds > OVERDUE_SECONDS)
      .map(({ topic, overdueSeconds }) => ({
        what: `a task ${topic} has been due for ${ago(overdueSeconds)}.`,
        advice: `strata tasks list ${service} --topic ${topic} --state waiting says why its attempts fail.`,
      })),
    ...replicas
      .filter(({ state }) => state !== 'ready')
      .map(({ entity, source, done, total }) => ({
        what: `its replica of ${entity} is being filled: ${done} of ${total ?? 'unknown'} rows.`,
        advice: `It needs ${source} to be up; strata replicas status ${service} shows whether it moves.`,
      })),
  ];
}

function findingsOfDatabase({ daysAhead, oldestTransactionSeconds }: MessagingState): Noted[] {
  const noted: Noted[] = [];
  if (daysAhead < DAYS_AHEAD) {
    noted.push({
      what: `there is room to write messages for ${daysAhead.toFixed(1)} days only; then every change fails.`,
      advice: 'The service makes days ahead by itself while it runs: its log says why it does not.',
    });
  }
  if (oldestTransactionSeconds > LONG_TRANSACTION_SECONDS) {
    noted.push({
      what: `a transaction has been open for ${ago(oldestTransactionSeconds)}.`,
      advice: 'It holds back VACUUM: find it in pg_stat_activity, and end it with pg_terminate_backend.',
    });
  }
  return noted;
}

import { randomUUID } from 'node:crypto';
import type { Base } from '../parts.ts';
import { controlQueue } from '../queue/transport.ts';
import { type Ack, isBefore, type Position } from '../queue/wire.ts';

/** A source hears of what was taken in at most this often: acks of all its parts share one message. */
const ACK_EVERY_MS = 400;
/** After a silence the first ack waits only for what comes right with it. */
const FIRST_ACK_MS = 5;

/** Tells sources how far their messages were taken in. */
export interface Acks {
  /** All up to `position` was taken in and committed. */
  note(source: string, epoch: string, part: number, position: Position): void;
  /** What comes after `position` is not there, though something later is. */
  missing(source: string, epoch: string, part: number, position: Position): void;
  /** Sends at once what is to be sent. */
  flush(): Promise<void>;
}

interface Pending {
  epoch: string;
  cursors: Map<number, Position>;
  missing: Set<number>;
  timer: NodeJS.Timeout | undefined;
}

/** Gathers acks. One that is lost is repaired by the next: the source sends again, and what is a duplicate is acked too. */
export function createAcks({ service, transport, logger }: Pick<Base, 'service' | 'transport' | 'logger'>): Acks {
  const pending = new Map<string, Pending>();
  const sentAt = new Map<string, number>();

  async function send(source: string): Promise<void> {
    const waiting = pending.get(source);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    pending.delete(source);
    sentAt.set(source, Date.now());
    const ack: Ack = {
      kind: 'ack',
      consumer: service,
      epoch: waiting.epoch,
      cursors: [...waiting.cursors].map(([part, [tick, id]]) => [part, tick, id]),
      ...(waiting.missing.size === 0 ? {} : { missing: [...waiting.missing] }),
    };
    try {
      await transport.send(controlQueue(source), [{ id: `ack-${service}-${randomUUID()}`, data: ack }]);
    } catch (error) {
      logger.debug({ err: error, source }, 'an acknowledgement could not be sent');
    }
  }

  function waitingFor(source: string, epoch: string): Pending {
    const waiting = pending.get(source);
    if (waiting?.epoch === epoch) return waiting;
    const dueMs = Math.max(FIRST_ACK_MS, (sentAt.get(source) ?? 0) + ACK_EVERY_MS - Date.now());
    const timer = waiting?.timer ?? setTimeout(() => void send(source), dueMs);
    const begun = { epoch, cursors: new Map(), missing: new Set<number>(), timer };
    pending.set(source, begun);
    return begun;
  }

  function note(source: string, epoch: string, part: number, position: Position): Pending {
    const waiting = waitingFor(source, epoch);
    const noted = waiting.cursors.get(part);
    if (noted === undefined || isBefore(noted, position)) waiting.cursors.set(part, position);
    return waiting;
  }

  return {
    note,
    missing: (source, epoch, part, position) => {
      note(source, epoch, part, position).missing.add(part);
    },
    flush: async () => {
      await Promise.all([...pending.keys()].map(send));
    },
  };
}

import type { EntityContract, EventContract } from '@strata/basis-contract';
import { newId } from '@strata/basis-core';
import { type HandlerUnit, type Message, on } from '@strata/basis-messaging';
import { type readerA, type readerB, weigh } from './contracts.ts';
import { BUCKETS } from './migrations.ts';
import { noteApplied, noteTask, noteVersion } from './notes.ts';
import { Tally } from './tally.entity.ts';

/** Of how many changes of a thing one has it weighed. */
const CHANGES_A_WEIGHING = 10;

/** What is in an event of this composition. */
interface Noted {
  key: string;
  sequence: number;
}

/** Counts the changes of each thing, and tells of it: a next hop, in the transaction that handles the first. */
export function counts(changed: EventContract, { Counted }: typeof readerA | typeof readerB, asks: boolean) {
  return on(changed, async ({ em, emit }: HandlerUnit, payload: object, { aggregateId }: Message) => {
    const { key, sequence } = payload as Noted;
    const tally = (await em.findOne(Tally, aggregateId)) ?? em.create(Tally, { id: aggregateId, total: 0 } as never);
    tally.total += 1;
    em.persist(tally);
    await em.flush();
    const next = { key: newId(), sequence: tally.total };
    emit(Counted(tally, next));
    const note = { topic: changed.name, key, aggregate: aggregateId, sequence };
    const bucket = Number.parseInt(key.slice(-4), 16) % BUCKETS;
    await noteApplied(em, note, { bucket, next: { topic: Counted.name, aggregate: tally.id, ...next } });
    if (!asks || sequence % CHANGES_A_WEIGHING !== 0) return;
    const asked = newId();
    emit(weigh(tally, { key: asked, grams: sequence }));
    await noteTask(em, 'asked', asked);
  });
}

/** Notes an event, and does nothing more about it. */
export function hears(event: EventContract) {
  return on(event, async ({ em }: HandlerUnit, payload: object, { aggregateId }: Message) => {
    await noteApplied(em, { topic: event.name, aggregate: aggregateId, ...(payload as Noted) });
  });
}

/** Notes each version of a published row that it is given. */
export function watches(contract: EntityContract) {
  return on(contract, async ({ em }: HandlerUnit, _: object, { aggregateId, aggregateVersion }: Message) => {
    await noteVersion(em, contract.name, aggregateId, Number(aggregateVersion));
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import { LockMode } from '@mikro-orm/core';
import { ConflictError, newId } from '@strata/basis-core';
import type { Unit } from '@strata/basis-messaging';
import { command } from '@strata/basis-subgraph';
import { weigh, type writerA, type writerB } from './contracts.ts';
import { noteCommitted, noteTask } from './notes.ts';
import { Thing, ThingPart } from './thing.entity.ts';

/** One change, drawn up beforehand: whoever carries it out draws no lots. */
export interface WritePlan {
  readonly kind: 'create' | 'change' | 'change two' | 'change two unlocked' | 'change many' | 'child alone' | 'bulk';
  /** Where in the order of ids the things are that it is about: from 0, below 1. */
  readonly places: readonly number[];
  /** Whether it asks for a task too. */
  readonly asks: boolean;
  /** Whether it is thrown away when all is done. */
  readonly rollsBack: boolean;
  /** How long it does nothing between two things, the first of which it has locked. */
  readonly betweenMs: number;
  /** How long it stays open in the middle. */
  readonly pauseMs: number;
  /** Whether the rows of the outbox are written before that pause. */
  readonly writesEarly: boolean;
  /** Negative control: the event's row is written before the aggregate's is locked. */
  readonly emitsFirst?: boolean;
}

/** Between the place in the outbox and the lock, where these are the wrong way round. */
const EARLY_MS = 100;

/** Which events a writer emits. */
export type Writing = typeof writerA | typeof writerB;

/** The command that carries a plan out. */
export const writeFor = (contracts: Writing) =>
  command(async (unit, plan: WritePlan) => {
    const { em } = unit;
    const early = plan.emitsFirst ? await emitFirst(unit, contracts, plan) : undefined;
    const changed = await change(unit, plan);
    await em.flush();
    if (early !== undefined) await early(changed);
    if (plan.writesEarly) await em.execute('set constraints all immediate');
    if (plan.pauseMs > 0) await delay(plan.pauseMs);
    if (early === undefined) for (const thing of changed) await tell(unit, contracts, thing);
    const [first] = changed;
    if (plan.asks && first !== undefined) await ask(unit, first);
    // Nothing of this transaction may ever be seen.
    if (plan.rollsBack) throw new ConflictError('It is rolled back, as planned.');
  });

/** Makes the change. @returns the things that something is to be told of, locked or guarded by their version */
async function change({ em }: Unit, plan: WritePlan): Promise<Thing[]> {
  switch (plan.kind) {
    case 'create': {
      const thing = em.create(Thing, {
        name: `thing ${newId()}`,
        priceMinor: 1n,
        currency: 'EUR',
        sequence: 1,
      } as never);
      em.persist([thing, em.create(ThingPart, { thing, label: 'first', pieces: 1 } as never)]);
      return [thing];
    }
    case 'change':
      return changeLocked(em, (await idsAt(em, plan.places)).slice(0, 1), 0);
    case 'change two':
      return changeLocked(em, await idsAt(em, plan.places), plan.betweenMs);
    case 'change many':
      return changeLocked(em, await idsAt(em, plan.places), 0);
    case 'change two unlocked': {
      const ids = await idsAt(em, plan.places);
      const things = await em.find(Thing, { id: { $in: ids } }, { orderBy: { id: 'asc' } });
      for (const thing of things) alter(thing);
      return things;
    }
    case 'child alone': {
      const [id = ''] = await idsAt(em, plan.places);
      const [part] = await em.find(ThingPart, { thing: id }, { limit: 1, orderBy: { id: 'asc' } });
      if (part !== undefined) part.pieces += 1;
      return [];
    }
    case 'bulk': {
      const ids = await idsAt(em, plan.places);
      await em.execute('select from thing where id = any(?::uuid[]) order by id for update', [`{${ids}}`]);
      await em.execute('update thing set price_minor = price_minor + 1 where id = any(?::uuid[])', [`{${ids}}`]);
      return [];
    }
  }
}

/** One after the other, so that a transaction that began earlier may come to the second thing later. */
async function changeLocked(em: Unit['em'], ids: readonly string[], betweenMs: number): Promise<Thing[]> {
  const things: Thing[] = [];
  for (const id of ids) {
    if (things.length > 0) await delay(betweenMs);
    const thing = await em.findOneOrFail(Thing, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    alter(thing);
    await em.flush();
    things.push(thing);
  }
  return things;
}

function alter(thing: Thing): void {
  thing.sequence += 1;
  thing.priceMinor += 1n;
  thing.name = `thing ${thing.sequence}`;
}

async function idsAt(em: Unit['em'], places: readonly number[]): Promise<string[]> {
  const rows: { id: string }[] = await em.execute(
    `select id from (select id, (row_number() over (order by id) - 1)::int as place, count(*) over ()::int as all from thing) t
     where place = any(select floor(p * t.all)::int from unnest(?::float8[]) p) order by id`,
    [`{${places}}`],
  );
  return rows.map(({ id }) => id);
}

async function tell({ em, emit }: Unit, { Changed }: Writing, thing: Thing): Promise<void> {
  const key = newId();
  emit(Changed(thing, { key, sequence: thing.sequence }));
  await noteCommitted(em, { topic: Changed.name, key, aggregate: thing.id, sequence: thing.sequence });
}

/**
 * Negative control: takes the place in the outbox before the aggregate is locked, and fills it in afterwards.
 *
 * @returns what fills it in; undefined where the plan tells of nothing
 */
async function emitFirst(
  { em }: Unit,
  { Changed }: Writing,
  plan: WritePlan,
): Promise<((things: readonly Thing[]) => Promise<void>) | undefined> {
  if (plan.kind !== 'change') return undefined;
  const [id = ''] = await idsAt(em, plan.places);
  const key = newId();
  const [place]: { id: string; created_at: Date }[] = await em.execute(
    `insert into outbox.message (part, kind, topic, schema_version, aggregate_id, payload)
     values (outbox.part_of(?), 'event', ?, ?, ?, '{}') returning id, created_at`,
    [id, Changed.name, Changed.version, id],
  );
  await delay(EARLY_MS * Math.random());
  return async ([thing]) => {
    if (thing === undefined || place === undefined) return;
    const { sequence } = thing;
    await em.execute('update outbox.message set payload = ?::jsonb where id = ? and created_at = ?', [
      JSON.stringify({ key, sequence }),
      place.id,
      place.created_at,
    ]);
    await noteCommitted(em, { topic: Changed.name, key, aggregate: thing.id, sequence });
  };
}

async function ask({ em, emit }: Unit, thing: Thing): Promise<void> {
  const key = newId();
  emit(weigh(thing, { key, grams: thing.sequence }));
  await noteTask(em, 'asked', key);
}

import { StrataError } from '@strata/basis-core';
import type { Absorber, Handler } from '../parts.ts';
import type { Message, MessageKind } from '../queue/wire.ts';
import type { Upcaster } from './upcast.ts';

/** Who takes messages of one kind, topic and version in. */
export interface Route {
  readonly kind: MessageKind;
  readonly topic: string;
  /** The version that they are taken in as; an older one is turned into it first. */
  readonly schemaVersion: number;
  readonly upcasters: readonly Upcaster[];
  readonly absorbers: readonly Absorber[];
  readonly handlers: readonly Handler[];
}

/** Finds who takes a message in. */
export interface Routes {
  /** Of a line of an envelope's contents: `entity catalog.Product 1`. */
  find(contents: string): Route | undefined;
  /** Why there is nobody: a version that nobody knows, or a topic. */
  whyUnknown(contents: string): 'UNKNOWN_VERSION' | 'UNKNOWN_MESSAGE';
  handler(name: string): Handler | undefined;
  /** All that somebody takes, as lines of an envelope's contents. */
  readonly known: readonly string[];
  /** The topics that each source is to be asked for, by the source's name. */
  readonly topics: ReadonlyMap<string, readonly string[]>;
}

/** What a service takes in. */
export interface Takers {
  readonly handlers: readonly Handler[];
  readonly absorbers: readonly Absorber[];
  readonly upcasters?: readonly Upcaster[] | undefined;
}

/** How an envelope's contents name what a message is. */
export function contentsOf({ kind, topic, schemaVersion }: Pick<Message, 'kind' | 'topic' | 'schemaVersion'>): string {
  return `${kind} ${topic} ${schemaVersion}`;
}

/** The service that a contract belongs to. */
export function ownerOf(topic: string): string {
  return topic.slice(0, topic.indexOf('.'));
}

/** Sorts what a service takes in. @throws DUPLICATE_HANDLER when two handlers have one name */
export function createRoutes({ handlers, absorbers, upcasters = [] }: Takers): Routes {
  const byName = new Map(handlers.map((handler) => [handler.name, handler]));
  if (byName.size < handlers.length) {
    throw new StrataError('DUPLICATE_HANDLER', `Two handlers have one name: ${repeated(handlers)}.`, 500);
  }
  const routes = new Map<string, Route>();
  for (const taker of [...handlers, ...absorbers]) {
    const key = contentsOf(taker);
    const of = <T extends Handler | Absorber>(list: readonly T[]) => list.filter((other) => contentsOf(other) === key);
    const { kind, topic, schemaVersion } = taker;
    routes.set(key, { kind, topic, schemaVersion, upcasters: [], absorbers: of(absorbers), handlers: of(handlers) });
  }
  addOlderVersions(routes, upcasters);
  const known = new Set([...handlers, ...absorbers].map(({ kind, topic }) => `${kind} ${topic}`));
  return {
    find: (contents) => routes.get(contents),
    whyUnknown: (contents) =>
      known.has(contents.slice(0, contents.lastIndexOf(' '))) ? 'UNKNOWN_VERSION' : 'UNKNOWN_MESSAGE',
    handler: (name) => byName.get(name),
    known: [...routes.keys()],
    topics: topicsOf([...handlers, ...absorbers]),
  };
}

/** From the newest back, so that a chain of upcasters finds what it leads to. */
function addOlderVersions(routes: Map<string, Route>, upcasters: readonly Upcaster[]): void {
  const newestFirst = [...upcasters].sort((a, b) => b.toVersion - a.toVersion || b.fromVersion - a.fromVersion);
  for (const upcaster of newestFirst) {
    const { kind, topic, fromVersion, toVersion } = upcaster;
    const target = routes.get(contentsOf({ kind, topic, schemaVersion: toVersion }));
    const older = contentsOf({ kind, topic, schemaVersion: fromVersion });
    if (target === undefined || routes.has(older)) continue;
    routes.set(older, { ...target, upcasters: [upcaster, ...target.upcasters] });
  }
}

/** Only what a source publishes to all is asked for: tasks, and what came of them, are addressed. */
function topicsOf(takers: readonly (Handler | Absorber)[]): Map<string, string[]> {
  const topics = new Map<string, string[]>();
  for (const { kind, topic } of takers) {
    if (kind !== 'entity' && kind !== 'event') continue;
    const listed = topics.get(ownerOf(topic)) ?? [];
    topics.set(ownerOf(topic), listed.includes(topic) ? listed : [...listed, topic].sort());
  }
  return topics;
}

function repeated(handlers: readonly Handler[]): string {
  const names = handlers.map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) < index).join(', ');
}

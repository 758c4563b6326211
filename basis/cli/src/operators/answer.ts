import { type Gathered, gather, type Operations } from '@strata/basis-subgraph';
import { chosen } from './operations.ts';

/** What a command has to say: to programs, and to people. */
export interface Answer {
  json: unknown;
  text: string;
  /** Whether it found, or left behind, something that somebody must look at: the exit code is 1 then. */
  failed?: boolean;
}

/** Reads a list from all services, or from one, which must answer. */
export async function read<T extends object>(
  operations: Operations,
  service: string | undefined,
  path: string,
): Promise<Gathered<T>> {
  if (service === undefined) return gather(operations, operations.services, path);
  const answer = await operations.call<T | T[]>(onlyOne(operations, service), { method: 'GET', path });
  return { found: [answer].flat().map((row) => ({ ...(row as T), service })), silent: [] };
}

/** A service by its name. @throws StrataError `NO_SUCH_SERVICE` */
export function onlyOne(operations: Operations, service: string): string {
  return chosen(operations, service)[0] ?? service;
}

/** A list as it is shown: with what could not be asked below it. */
export function listed<T>(name: string, { found, silent }: Gathered<T>, text: string, nothing: string): Answer {
  const below = silent.map(({ service, message }) => `${service} cannot be asked: ${message}`);
  return {
    json: { [name]: found, unavailable: silent },
    text: [found.length === 0 ? nothing : text, ...below].join('\n'),
    failed: silent.length > 0,
  };
}

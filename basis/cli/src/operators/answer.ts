import { StrataError } from '@strata/basis-core';
import { chosen, type Operations } from './operations.ts';

/** What a command has to say: to programs, and to people. */
export interface Answer {
  json: unknown;
  text: string;
  /** Whether it found, or left behind, something that somebody must look at: the exit code is 1 then. */
  failed?: boolean;
}

/** A service that could not be asked. */
export interface Silent {
  service: string;
  code: string;
  message: string;
}

/** What services said, and which did not. */
export interface Gathered<T> {
  found: (T & { service: string })[];
  silent: Silent[];
}

/** Reads a list from one service, or from all: those that cannot be reached are named, and keep nobody from the rest. */
export async function gather<T extends object>(
  operations: Operations,
  service: string | undefined,
  path: string,
): Promise<Gathered<T>> {
  const read = async (name: string) => {
    const answer = await operations.call<T | T[]>(name, { method: 'GET', path });
    return [answer].flat().map((row) => ({ ...(row as T), service: name }));
  };
  if (service !== undefined) return { found: await read(onlyOne(operations, service)), silent: [] };
  const answers = await Promise.all(
    operations.services.map((name) => read(name).catch((error: unknown) => silence(name, error))),
  );
  return {
    found: answers.flatMap((answer) => (Array.isArray(answer) ? answer : [])),
    silent: answers.flatMap((answer) => (Array.isArray(answer) ? [] : [answer])),
  };
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

function silence(service: string, error: unknown): Silent {
  if (!(error instanceof StrataError)) throw error;
  return { service, code: error.code, message: error.message };
}

import { StrataError } from '@strata/basis-core';
import { type Context, gather, noSuchService } from '@strata/basis-subgraph';

/** A list of what services said: `nodes`, and the names of those that could not be asked. */
export interface ServiceList<T> {
  nodes: T[];
  unreachable: string[];
}

/** Reads a list of one service, or of all, and makes of each row what the graph shows. @throws StrataError `NO_SUCH_SERVICE` */
export async function listOf<Row extends object, T>(
  { operations }: Pick<Context, 'operations'>,
  { service, path }: { service: string | null | undefined; path: string },
  shown: (row: Row & { service: string }) => T,
): Promise<ServiceList<T>> {
  if (service != null && !operations.services.includes(service)) throw noSuchService(service, operations.services);
  const { found, silent } = await gather<Row>(operations, service == null ? operations.services : [service], path);
  return { nodes: found.map(shown), unreachable: silent.map((each) => each.service) };
}

/** A path with what was given as its query; what is null was not given. */
export function withQuery(path: string, values: object): string {
  const given = Object.entries(values).flatMap(([key, value]): [string, string][] =>
    value == null ? [] : [[key, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Moments as they are on the wire, and as the graph writes them. */
export function moment(text: string): Date;
export function moment(text: string | null): Date | null;
export function moment(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** One thing, or null where its service knows of none. */
export async function nullIfMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StrataError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

import { isId, MAX_WAIT_MS, MAX_WRITES, type Write, z } from '@strata/basis-core';
import type { GraphQLResult } from './service-client.ts';

/** The header, and the cookie, by which a client gets a consistency token and sends it back. */
export const CONSISTENCY_HEADER = 'strata-consistency';

/** What a service waits for before it carries an operation out: as far as it keeps copies of it. */
export interface ReadAfter {
  readonly writes: readonly Write[];
  /** At most so long; then it answers with what it has. */
  readonly waitMs: number;
}

/** What a service says of an operation that it carried out, under `extensions.consistency`. */
export interface ConsistencyReport {
  /** What it wrote that others keep copies of. */
  readonly writes?: readonly Write[];
  /** Types of which something that was to be waited for had not arrived: `catalog.Product`. */
  readonly behind?: readonly string[];
}

/** As it comes over the wire, in a request's `extensions.consistency`. */
export const readAfterSchema: z.ZodType<ReadAfter> = z.object({
  writes: z
    .array(
      z.object({
        type: z.string().min(1).max(200),
        id: z.string().refine(isId),
        version: z.number().int(),
        last: z.literal(true).optional(),
      }),
    )
    .max(MAX_WRITES) as z.ZodType<Write[]>,
  waitMs: z.number().min(0).max(MAX_WAIT_MS),
});

/** What an answer says of its consistency; an empty report where it says nothing. */
export function consistencyOf({ extensions }: GraphQLResult): ConsistencyReport {
  return (extensions?.consistency as ConsistencyReport | undefined) ?? {};
}

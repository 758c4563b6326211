import type { Write } from '@strata/basis-core';
import type { CatchUp } from '@strata/basis-messaging';
import type { ConsistencyReport, GraphQLCall, GraphQLResult } from '@strata/basis-network';

/**
 * Answers a call once the replicas of this service show what was written before it, or its time for that is over; the
 * answer says what is missing, and what the call itself wrote.
 *
 * @param catchUp undefined where nothing carries messages: no replica would ever show anything
 */
export async function readingWrites(
  { readAfter }: GraphQLCall,
  catchUp: CatchUp | undefined,
  answer: (onWrites: (writes: readonly Write[]) => void) => Promise<GraphQLResult>,
): Promise<GraphQLResult> {
  const behind = readAfter === undefined ? [] : ((await catchUp?.until(readAfter.writes, readAfter.waitMs)) ?? []);
  const writes: Write[] = [];
  const result = await answer((written) => writes.push(...written));
  const consistency: ConsistencyReport = {
    ...(writes.length > 0 && { writes }),
    ...(behind.length > 0 && { behind }),
  };
  return Object.keys(consistency).length === 0
    ? result
    : { ...result, extensions: { ...result.extensions, consistency } };
}

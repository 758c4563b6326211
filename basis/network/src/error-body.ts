import { StrataError, SubgraphUnavailableError } from '@strata/basis-core';
import type { GraphQLFormattedError } from 'graphql';

/** The body of an answer that is an error: the same shape as GraphQL's, so that clients need only one reader. */
export interface ErrorBody {
  errors: GraphQLFormattedError[];
}

/** All that a caller learns of an error that is our fault. */
export const INTERNAL_ERROR_MESSAGE = 'Something went wrong on our side.';

/**
 * An error as a caller may see it: status and body. What is not a StrataError is masked.
 *
 * @example const { status, body } = errorAnswer(error, requestId);
 */
export function errorAnswer(error: unknown, requestId: string): { status: number; body: ErrorBody } {
  const { status, code, message, details } =
    error instanceof StrataError
      ? error
      : { status: 500, code: 'INTERNAL_SERVER_ERROR', message: INTERNAL_ERROR_MESSAGE, details: {} };
  return { status, body: { errors: [{ message, extensions: { ...details, code, requestId } }] } };
}

/** The same as a Response. */
export function errorResponse(error: unknown, requestId: string): Response {
  const { status, body } = errorAnswer(error, requestId);
  return Response.json(body, { status, headers: { 'x-request-id': requestId } });
}

/** A service that cannot be reached, without a word about where it is. The reason stays in `cause`, for the log. */
export function unavailable(service: string, cause?: unknown): SubgraphUnavailableError {
  return new SubgraphUnavailableError(undefined, { cause, details: { service } });
}

import { currentRequestId, type Logger } from '@strata/basis-core';
import { INTERNAL_ERROR_MESSAGE } from '@strata/basis-network';
import type { GraphQLFormattedError } from 'graphql';

/** What stock @apollo/gateway and others put into extensions, and nobody outside has a use for. */
const INTERNAL_EXTENSIONS = ['serviceName', 'service', 'stacktrace', 'exception', 'http'];
const UNKNOWN_CODES = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

/**
 * How an error leaves the gateway: with a stable code, its path and the request's id. An error of unknown kind is
 * logged, and in production masked.
 */
export function createErrorFormat({ logger, development }: { logger: Logger; development: boolean }) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { code, message } = known(formatted);
    const extensions: Record<string, unknown> = { ...formatted.extensions, code, requestId: currentRequestId() };
    for (const name of INTERNAL_EXTENSIONS) delete extensions[name];
    const isUnknown = UNKNOWN_CODES.has(String(code));
    if (isUnknown && !wasLoggedBySubgraph(formatted)) logger.error({ err: error }, 'an operation failed');
    const path = placeOf(formatted.path);
    return {
      message: isUnknown && !development ? INTERNAL_ERROR_MESSAGE : message,
      ...(formatted.locations && { locations: formatted.locations }),
      ...(path.length > 0 && { path }),
      extensions: isUnknown ? { ...extensions, code: 'INTERNAL_SERVER_ERROR' } : extensions,
    };
  };
}

function known({ extensions, message }: GraphQLFormattedError): { code: unknown; message: string } {
  const code = extensions?.code;
  if (code === 'GRAPHQL_PARSE_FAILED' && TOO_MANY_TOKENS.test(message)) {
    return { code: 'OPERATION_TOO_COMPLEX', message: 'The operation is larger than is accepted here.' };
  }
  return { code: code === 'BAD_REQUEST' ? 'BAD_USER_INPUT' : code, message };
}

/** A subgraph that masked an error has logged it under the same request id. */
function wasLoggedBySubgraph({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.serviceName !== undefined && extensions.code === 'INTERNAL_SERVER_ERROR';
}

/** The path up to the first list that the fetch stood for as a whole, which the gateway writes as `@`. */
function placeOf(path: GraphQLFormattedError['path']): readonly (string | number)[] {
  const everyItem = path?.indexOf('@') ?? -1;
  return everyItem < 0 ? (path ?? []) : (path ?? []).slice(0, everyItem);
}

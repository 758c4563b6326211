import { newId } from '@strata/basis-core';
import { IDENTITY_HEADER } from './identity-token.ts';

/** Names a request in the logs of all services that take part in it. */
export const REQUEST_ID_HEADER = 'x-request-id';
/** The W3C trace context, passed on as it came. */
export const TRACE_HEADER = 'traceparent';
/** Under which a client's mutation is carried out once (draft-ietf-httpapi-idempotency-key-header). */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

const SANE_REQUEST_ID = /^[\w.:-]{8,128}$/;

/** The caller's request id where it is one that a log can carry, else a new one. */
export function requestIdFrom(header: string | string[] | null | undefined): string {
  return typeof header === 'string' && SANE_REQUEST_ID.test(header) ? header : newId();
}

/** Headers that concern one connection (RFC 9110, 7.6.1), and those that the next hop computes anew. */
const HOP_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
];

/** The headers of a request as they go on to a service: no hop's own, and never an identity that came from outside. */
export function headersToService(headers: Headers): Headers {
  const passed = new Headers(headers);
  for (const name of [...HOP_HEADERS, IDENTITY_HEADER]) passed.delete(name);
  return passed;
}

/** The headers of a service's answer as they go back: its body arrives here decoded, and is framed anew. */
export function headersFromService(headers: Headers): Headers {
  const passed = new Headers(headers);
  for (const name of [...HOP_HEADERS, 'content-encoding']) passed.delete(name);
  return passed;
}

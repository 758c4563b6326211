import type { Socket } from 'node:net';
import { BadUserInputError, newId, StrataError } from '@strata/basis-core';
import { errorAnswer } from './error-body.ts';

/** A body that is longer than this server reads. */
export class PayloadTooLargeError extends StrataError {
  constructor(message = 'The request is larger than is accepted here.') {
    super('PAYLOAD_TOO_LARGE', message, 413);
  }
}

/** A body of a media type that this server does not read. */
export class UnsupportedMediaTypeError extends StrataError {
  constructor() {
    super('UNSUPPORTED_MEDIA_TYPE', 'The request is of a media type that is not accepted here.', 415);
  }
}

/** Turns what the HTTP layer says about a bad request into an error of ours; leaves every other error as it is. */
export function asStrataError(error: unknown): unknown {
  if (error instanceof StrataError || !(error instanceof Error)) return error;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new PayloadTooLargeError();
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new UnsupportedMediaTypeError();
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new BadUserInputError('The body is not valid JSON.', { cause: error });
  }
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return error;
  return new BadUserInputError('The request is malformed.', { cause: error });
}

const CONNECTION_FAULTS: Record<string, StrataError> = {
  HPE_HEADER_OVERFLOW: new StrataError('HEADERS_TOO_LARGE', 'The headers are larger than is accepted here.', 431),
  ERR_HTTP_REQUEST_TIMEOUT: new StrataError('REQUEST_TIMEOUT', 'The request took too long to arrive.', 408),
};

/** Answers a request that is not even HTTP, and closes its connection. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault = CONNECTION_FAULTS[error.code ?? ''] ?? new BadUserInputError('The request is malformed.');
  const body = JSON.stringify(errorAnswer(fault, newId()).body);
  const head = `HTTP/1.1 ${fault.status} Error\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

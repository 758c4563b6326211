import { StrataError } from '@strata/basis-core';

/** The errors of RFC 6749, section 5.2, that the token endpoint answers with. */
export type OAuthErrorName =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** A token was refused. `code` is RFC 6749's word in capitals. */
export class OAuthError extends StrataError {
  constructor(error: OAuthErrorName, message: string) {
    super(error.toUpperCase(), message, error === 'invalid_client' ? 401 : 400);
  }
}

/** Somebody tries too often. `details.retryAfterSeconds` says when it makes sense to try again. */
export class RateLimitedError extends StrataError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('RATE_LIMITED', 'Too many sign-ins failed. Try again later.', 429, { details: { retryAfterSeconds } });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

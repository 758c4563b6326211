/** What an error carries to the wire: a stable code, the HTTP status of a transport-level answer, and safe details. */
export interface ErrorOptions {
  cause?: unknown;
  /** Details that a caller may see, copied into `extensions`. Never hosts, SQL, stacks. */
  details?: Record<string, unknown>;
}

/**
 * The base of every error that a caller may see. `code` is stable and documented in docs/errors.md; whatever is not a
 * StrataError reaches a caller as `INTERNAL_SERVER_ERROR`, with nothing of its message.
 *
 * @example class OutOfStockError extends StrataError {
 *   constructor(sku: string) { super('OUT_OF_STOCK', `There is not enough stock of ${sku}.`, 409); }
 * }
 */
export class StrataError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.details = options.details ?? {};
  }
}

/** The caller did not say who they are, or with a token that is expired, forged or meant for somebody else. */
export class UnauthenticatedError extends StrataError {
  constructor(message = 'Sign in to do this.', options?: ErrorOptions) {
    super('UNAUTHENTICATED', message, 401, options);
  }
}

/** The caller is known, and may not do this. */
export class ForbiddenError extends StrataError {
  constructor(message = 'You may not do this.', options?: ErrorOptions) {
    super('FORBIDDEN', message, 403, options);
  }
}

/** The input is wrong. `details.field` names the part that is, as a path: `input.lines[0].quantity`. */
export class BadUserInputError extends StrataError {
  constructor(message: string, options?: ErrorOptions) {
    super('BAD_USER_INPUT', message, 400, options);
  }
}

/** There is no such thing, or none that the caller may know of. */
export class NotFoundError extends StrataError {
  constructor(what: string, id?: string, options?: ErrorOptions) {
    super('NOT_FOUND', id === undefined ? `No such ${what}.` : `No such ${what}: ${id}.`, 404, options);
  }
}

/** The request contradicts the present state: a stale version, a taken name, a state that allows no such change. */
export class ConflictError extends StrataError {
  constructor(message: string, options?: ErrorOptions) {
    super('CONFLICT', message, 409, options);
  }
}

/** A part of the system that is needed for this answer cannot be reached now. */
export class SubgraphUnavailableError extends StrataError {
  constructor(message = 'A part of the system does not answer at the moment.', options?: ErrorOptions) {
    super('SUBGRAPH_UNAVAILABLE', message, 503, options);
  }
}

/** The configuration is wrong: `faults` lists all that is, one line each. A start ends on it with exit code 1. */
export class ConfigurationError extends StrataError {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('CONFIGURATION', `The configuration is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`, 500);
    this.faults = faults;
  }
}

/** The machine does not let us start: a right, a disk, a port. The message says what, and how to mend it. */
export class EnvironmentError extends StrataError {
  constructor(message: string, options?: ErrorOptions) {
    super('ENVIRONMENT', message, 500, options);
  }
}

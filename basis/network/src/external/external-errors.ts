import { StrataError } from '@strata/basis-core';

/** Why a provider was not asked at all: it has failed too often of late, or too many calls wait for it already. */
export type UnavailableReason = 'BROKEN' | 'BUSY';

/** The provider is not asked at present. `details.reason` says why; whoever wants to may try again later. */
export class ProviderUnavailableError extends StrataError {
  constructor(provider: string, reason: UnavailableReason, cause: unknown) {
    super('PROVIDER_UNAVAILABLE', `${provider} is not asked at present.`, 503, { cause, details: { reason } });
  }
}

/** The provider did not answer in time. Nobody knows whether it did what it was asked for. */
export class ProviderTimeoutError extends StrataError {
  constructor(provider: string, timeoutMs: number, cause?: unknown) {
    super('PROVIDER_TIMEOUT', `${provider} did not answer within ${timeoutMs} ms.`, 504, { cause });
  }
}

/** The provider understood what it was asked for, and will not do it: to ask again is of no use. */
export class ProviderRefusedError extends StrataError {
  constructor(provider: string, why: string, cause?: unknown) {
    super('PROVIDER_REFUSED', `${provider} refuses: ${why}`, 502, { cause });
  }
}

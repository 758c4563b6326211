import { errors } from 'jose';

/** Why a token was refused: a stable word for programs, a sentence for people. Never anything of the token itself. */
export interface TokenFault {
  reason: 'malformed' | 'algorithm' | 'type' | 'issuer' | 'audience' | 'expired' | 'signature';
  message: string;
}

const MESSAGES: Record<TokenFault['reason'], string> = {
  malformed: 'The token cannot be read.',
  algorithm: 'The token is signed with an algorithm that is not accepted.',
  type: 'The token is of another type than is needed here.',
  issuer: 'The token comes from an issuer that is not trusted here.',
  audience: 'The token is meant for another audience.',
  expired: 'The token has expired.',
  signature: 'The signature of the token is not valid.',
};

/** A fault by its reason. */
export function tokenFault(reason: TokenFault['reason']): TokenFault {
  return { reason, message: MESSAGES[reason] };
}

/**
 * What jose's error means for the caller; `undefined` for an error that is not about the token.
 *
 * @example try { await jwtVerify(…) } catch (error) { const fault = tokenFaultOf(error); … }
 */
export function tokenFaultOf(error: unknown): TokenFault | undefined {
  if (error instanceof errors.JWTExpired) return tokenFault('expired');
  if (error instanceof errors.JWTClaimValidationFailed) return tokenFault(reasonOfClaim(error.claim));
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return tokenFault('algorithm');
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return tokenFault('signature');
  if (error instanceof errors.JWKSNoMatchingKey) return tokenFault('signature');
  if (error instanceof errors.JOSEError || error instanceof TypeError) return tokenFault('malformed');
  return undefined;
}

function reasonOfClaim(claim: string): TokenFault['reason'] {
  if (claim === 'aud') return 'audience';
  if (claim === 'iss') return 'issuer';
  if (claim === 'typ') return 'type';
  return 'malformed';
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Write } from '@strata/basis-core';

/** A write, and when it was made. */
export interface DatedWrite extends Write {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Turns writes into a token that says nothing to anybody else, and back. */
export interface ConsistencySeal {
  seal(writes: readonly DatedWrite[]): string;
  /** Nothing for what no gateway of this deployment sealed, or that is longer than any is. */
  open(token: string): readonly DatedWrite[];
}

const ALGORITHM = 'aes-256-gcm';
/** Sealed along: a token of another format is a foreign one. */
const FORMAT = Buffer.from('strata-consistency 1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What a browser keeps as a cookie; 32 writes need half of it. */
const MAX_TOKEN_LENGTH = 4_000;

/**
 * A seal with the key that the gateways of a deployment share. What it protects is who reads it: ids and versions are
 * no client's business, and a forged token could make a gateway wait.
 *
 * @param key 32 bytes
 */
export function createConsistencySeal(key: Uint8Array): ConsistencySeal {
  return {
    seal(writes) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(FORMAT);
      const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(writes))), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(token) {
      if (token.length > MAX_TOKEN_LENGTH) return [];
      const bytes = Buffer.from(token, 'base64url');
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAAD(FORMAT).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return JSON.parse(inflateRawSync(Buffer.concat(opened)).toString()) as DatedWrite[];
      } catch {
        return []; // a token is a courtesy to its sender: one that means nothing here is as good as none
      }
    },
  };
}

import { StrataError } from '@strata/basis-core';

/** A connection that would have left the system, from a service that may not leave it. The log says where to. */
export class EgressRefusedError extends StrataError {
  constructor() {
    super('EGRESS_REFUSED', 'This service may not open a connection that leaves the system.', 500);
  }
}

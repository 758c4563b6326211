import type { Viewer } from '@strata/basis-core';

/**
 * What every resolver receives at least. One object for each request: loaders and decisions about rows are kept by
 * this object's identity and go with it.
 */
export interface GraphContext {
  viewer: Viewer;
  requestId: string;
}

import 'reflect-metadata';
import { runCli } from '@strata/basis-cli';
import type { Composition } from '@strata/basis-subgraph';
import { compose, createGateway } from '@strata/gateway';
import { subgraphs } from './subgraphs/index.ts';

/** The one place that knows gateway and subgraphs together. */
export const composition: Composition = {
  root: import.meta.dirname,
  subgraphs,
  identityProvider: 'sso',
  forwards: { '/sso': 'sso' },
  createGateway,
  compose,
};

if (process.argv[1] === import.meta.filename) await runCli(composition, process.argv);

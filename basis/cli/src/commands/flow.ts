import { NotFoundError } from '@strata/basis-core';
import { type Composition, drawProcess, type ProcessDefinition } from '@strata/basis-subgraph';

/**
 * `strata flow <mutation>`: the process that it begins, or is a step of, as a Mermaid diagram.
 *
 * @throws NotFoundError when it is part of none
 */
export function flow({ subgraphs }: Composition, mutation: string): string {
  const process = subgraphs.flatMap(({ processes = [] }) => processes).find((each) => hasStep(each, mutation));
  if (process === undefined) throw new NotFoundError('process with a mutation', mutation);
  return drawProcess(process);
}

const hasStep = ({ begins, states }: ProcessDefinition, step: string): boolean =>
  begins.step === step || Object.values(states).some((steps) => step in steps);

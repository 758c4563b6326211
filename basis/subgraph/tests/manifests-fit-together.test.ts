import { entity, event, task, text } from '@strata/basis-contract';
import { definePermissions } from '@strata/basis-graph';
import { carryOut, every, on } from '@strata/basis-messaging';
import { checkMessages, defineSubgraph, type SubgraphDefinition } from '../src/index.ts';
import { depot, maker, ToyContract, ToyMade } from './support/toy-services.ts';

const ToyLost = event('maker.ToyLost', 1, { of: ToyContract, fields: { where: text() } });
const NewToy = entity('maker.Toy', 2, { name: text() });
const paint = task('depot.paint', 1, { input: { colour: text() }, output: {}, failures: [] });

function subgraph(name: string, parts: Partial<SubgraphDefinition>): SubgraphDefinition {
  const nothing = { entities: [], resolvers: [], permissions: definePermissions({}), migrations: [] };
  return defineSubgraph({ name, ...nothing, ...parts });
}

function faultOf(...subgraphs: SubgraphDefinition[]): string {
  try {
    checkMessages(subgraphs);
    return 'none';
  } catch (error) {
    expect(error).toMatchObject({ code: 'SUBGRAPH_DEFINITION' });
    return (error as Error).message;
  }
}

test('what is published, and carried out, may be relied on', () => {
  expect(faultOf(maker, depot)).toBe('none');
  expect(faultOf()).toBe('none');
});

test.each<[string, Partial<SubgraphDefinition>, string]>([
  [
    'an event that nobody publishes',
    { handles: [on(ToyLost, async () => {})] },
    'listens to the event maker.ToyLost, version 1, which maker does not publish.',
  ],
  [
    'a version that is not published',
    { handles: [on(NewToy, async () => {})] },
    'listens to the entity maker.Toy, version 2, which maker does not publish.',
  ],
  [
    'a task that nobody carries out',
    { asks: [paint] },
    'asks for the task depot.paint, version 1, which depot does not carry out.',
  ],
  [
    'a task repeated that nobody carries out',
    { handles: [every('daily', { everyMs: 1_000 }, paint, { colour: 'red' })] },
    'repeats the task depot.paint, version 1, which depot does not carry out.',
  ],
])('%s is refused', (_, parts, fault) => {
  expect(faultOf(maker, depot, subgraph('painter', parts))).toBe(`painter ${fault}`);
});

test('a replica of what is not there any more is refused, with all else that is wrong', () => {
  const faults = faultOf(depot).split('\n');
  expect(faults).toEqual([
    'depot keeps a replica of the entity maker.Toy, version 1, which maker does not publish.',
    'depot listens to the event maker.ToyMade, version 1, which maker does not publish.',
  ]);
});

test('a service may carry out what it repeats', () => {
  const own = carryOut(paint, async () => ({}));
  const daily = every('daily', { everyMs: 1_000 }, paint, { colour: 'red' });
  expect(faultOf(subgraph('depot', { handles: [own, daily] }))).toBe('none');
  expect(faultOf(maker, subgraph('depot', { handles: [own, on(ToyMade, async () => {})] }))).toContain('depot.store');
});

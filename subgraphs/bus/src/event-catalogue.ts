import { Allow, Json } from '@strata/basis-graph';
import type { DescribedUse } from '@strata/basis-subgraph';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

/** What a message is. */
export enum MessageKind {
  ENTITY = 'entity',
  EVENT = 'event',
  TASK = 'task',
}
registerEnumType(MessageKind, {
  name: 'MessageKind',
  valuesConfig: {
    ENTITY: { description: 'The state of a row, after each change of it.' },
    EVENT: { description: 'Something that happened to a row.' },
    TASK: { description: 'Work asked for; its outcome comes back.' },
  },
});

/** One version of what services tell each other. */
@ObjectType({ description: 'One version of what services tell each other.' })
@Allow('bus:read')
export class MessageType {
  @Field(() => String, { description: 'The contract, such as `catalog.Product`.' })
  topic!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => MessageKind)
  kind!: MessageKind;

  @Field(() => [String], { description: 'Services that publish it; of a task, those that ask for it.' })
  producers!: string[];

  @Field(() => [String], { description: 'Services that keep copies of it, or do something about it.' })
  consumers!: string[];

  @Field(() => Json, { description: 'JSON Schema of its payload; of a task, of its input.' })
  schema!: object;

  @Field(() => Json, { nullable: true, description: 'Of a task, the JSON Schema of its output.' })
  outputSchema!: object | null;

  @Field(() => [String], { nullable: true, description: 'Of a task, the declared reasons for which it fails.' })
  failures!: readonly string[] | null;
}

/** What services tell each other, and the services that could not be asked what they have to do with it. */
@ObjectType({ description: 'What services tell each other, as those that run say it themselves.' })
@Allow('bus:read')
export class EventCatalogue {
  @Field(() => [MessageType], { description: 'By topic and version.' })
  nodes!: MessageType[];

  @Field(() => [String], { description: 'Services that could not be asked: they are missing among the others’ too.' })
  unreachable!: string[];
}

const PRODUCING: readonly DescribedUse['role'][] = ['publishes', 'asks for'];
const CONSUMING: readonly DescribedUse['role'][] = ['replicates', 'handles', 'carries out'];

/** What services do with contracts, contract by contract. */
export function messageTypesOf(uses: readonly (DescribedUse & { service: string })[]): MessageType[] {
  const byContract = Map.groupBy(uses, ({ name, version }) => `${name} ${version}`);
  const types = [...byContract.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const { name: topic, version, kind, schema, output, failures } = first;
    const whoever = (roles: readonly DescribedUse['role'][]) => [
      ...new Set(list.filter(({ role }) => roles.includes(role)).map(({ service }) => service)),
    ];
    return [
      {
        ...{ topic, version, schema, kind: kind as MessageKind },
        producers: whoever(PRODUCING),
        consumers: whoever(CONSUMING),
        outputSchema: output ?? null,
        failures: failures ?? null,
      },
    ];
  });
  return types.sort((one, other) => one.topic.localeCompare(other.topic) || one.version - other.version);
}

import { Entity } from '@mikro-orm/decorators/legacy';
import { replicaOf } from '@strata/basis-subgraph';
import { writerA, writerB } from './contracts.ts';

@Entity({ tableName: 'thing_of_a' })
export class ThingOfA extends replicaOf(writerA.Thing, { keep: ['name', 'price', 'parts'] }) {}

@Entity({ tableName: 'thing_of_b' })
export class ThingOfB extends replicaOf(writerB.Thing, { keep: ['name', 'price', 'parts'] }) {}

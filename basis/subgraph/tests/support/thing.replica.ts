import { Entity } from '@mikro-orm/decorators/legacy';
import { entity, flag, id, list, moment, money, oneOf, optional, record, text, whole } from '@strata/basis-contract';
import { Public } from '@strata/basis-graph';
import { Directive, ObjectType, registerEnumType } from 'type-graphql';
import { replicaOf } from '../../src/index.ts';

/** A contract with a field of each kind. */
export const Thing = entity('shop.Thing', 1, {
  name: text(),
  note: optional(text()),
  ownerId: id(),
  pieces: whole(),
  isNew: flag(),
  madeAt: moment(),
  soldAt: optional(moment()),
  price: money(),
  discount: optional(money()),
  status: oneOf('OPEN', 'SHUT'),
  tags: list(text()),
  parts: list(record({ name: text(), price: money() })),
  origin: optional(record({ country: text() })),
  secret: text(),
});

enum ThingStatus {
  OPEN = 'OPEN',
  SHUT = 'SHUT',
}
registerEnumType(ThingStatus, { name: 'ThingStatus' });

/** All of it but `secret`. */
@Entity()
@ObjectType('Thing')
@Directive('@key(fields: "id")')
@Public()
export class ThingReplica extends replicaOf(Thing, {
  serve: {
    name: true,
    note: true,
    pieces: true,
    isNew: true,
    madeAt: true,
    price: true,
    discount: true,
    status: () => ThingStatus,
  },
  keep: ['ownerId', 'soldAt', 'tags', 'parts', 'origin'],
}) {}

/** What a source publishes of a thing. */
export function thing(name: string, more: object = {}): object {
  return {
    name,
    note: null,
    ownerId: '01900000-0000-7000-8000-000000000001',
    pieces: 3,
    isNew: true,
    madeAt: '2026-01-31T12:00:00.120Z',
    soldAt: null,
    price: { minor: '1999', currency: 'EUR' },
    discount: null,
    status: 'OPEN',
    tags: ['a', 'b'],
    parts: [{ name: 'lid', price: { minor: '9007199254740993', currency: 'EUR' } }],
    origin: { country: 'PT' },
    secret: 'kept at home',
    ...more,
  };
}

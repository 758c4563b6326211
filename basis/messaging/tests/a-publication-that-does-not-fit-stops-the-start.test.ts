import { Collection } from '@mikro-orm/core';
import { Entity, Enum, ManyToOne, OneToMany, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { MikroORM } from '@mikro-orm/postgresql';
import {
  entity,
  type Fields,
  flag,
  id,
  list,
  moment,
  money,
  oneOf,
  optional,
  record,
  text,
  whole,
} from '@strata/basis-contract';
import { compilePublications, type MappingTree, type Publication, published } from '../src/index.ts';

enum Colour {
  RED = 'RED',
  GREEN = 'GREEN',
}

@Entity()
class Maker {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string' })
  name!: string;
}

@Entity()
class Thing {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string', length: 10 })
  name!: string;

  @Property({ type: 'string', nullable: true })
  note: string | null = null;

  @Enum({ items: () => Colour })
  colour!: Colour;

  @Property({ type: 'json' })
  data!: object;

  @Property({ type: 'integer' })
  pieces!: number;

  @Property({ type: 'double' })
  weight!: number;

  @Property({ type: 'datetime' })
  at!: Date;

  @Property({ type: 'string', persist: false })
  computed?: string;

  @ManyToOne(() => Maker)
  maker!: Maker;

  @OneToMany(
    () => Part,
    (part) => part.thing,
  )
  parts = new Collection<Part>(this);

  @Property({ type: 'integer', version: true })
  version!: number;
}

@Entity()
class Part {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne(() => Thing)
  thing!: Thing;
}

@Entity()
class Unversioned {
  @PrimaryKey({ type: 'uuid' })
  id!: string;
}

@Entity()
class Numbered {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', version: true })
  version!: number;
}

@Entity()
class Dated {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'datetime', version: true })
  version!: Date;
}

@Entity()
class Stranger {
  @PrimaryKey({ type: 'uuid' })
  id!: string;
}

let orm: MikroORM;
beforeAll(async () => {
  // Nothing is asked of a database: what fits is known from the entities alone.
  const entities = [Maker, Thing, Part, Unversioned, Numbered, Dated];
  orm = await MikroORM.init({ dbName: 'nowhere', entities, connect: false } as never);
});
afterAll(() => orm.close(true));

/** As a JavaScript author, or a cast, would write it. */
function publication(fields: Fields, mapping: MappingTree, of: new () => object = Thing): Publication {
  return { kind: 'publication', entity: of, contract: entity('shop.Thing', 1, fields), mapping };
}

const parts = list(record({ id: id() }));

test.each<[string, Publication]>([
  ['shop.Thing.title: Thing has no title', publication({ title: text() }, {})],
  ['shop.Thing.title: Thing has no nme', publication({ title: text() }, { title: 'nme' })],
  ['shop.Thing.other: is mapped, and is not in the contract', publication({ name: text() }, { other: 'name' })],
  ['shop.Thing.note: may not be null, and Thing.note may', publication({ note: text() }, {})],
  ['shop.Thing.name: is whole, and Thing.name is of type varchar(10)', publication({ name: whole() }, {})],
  ['shop.Thing.pieces: is text, and Thing.pieces is of type int', publication({ pieces: text() }, {})],
  ['shop.Thing.weight: is whole, and Thing.weight is of type double precision', publication({ weight: whole() }, {})],
  ['shop.Thing.at: is flag', publication({ at: flag() }, {})],
  ['shop.Thing.name: is moment', publication({ name: moment() }, {})],
  ['shop.Thing.name: is id', publication({ name: id() }, {})],
  ['shop.Thing.data: is text, and Thing.data is of type jsonb', publication({ data: text() }, {})],
  ['shop.Thing.colour: is oneOf, and Thing.colour', publication({ colour: oneOf('RED') }, {})],
  ['shop.Thing.computed: Thing.computed is computed and not stored', publication({ computed: text() }, {})],
  [
    'shop.Thing.maker: maker.name: of another entity only its key can be published, maker.id',
    publication({ maker: text() }, { maker: 'maker.name' }),
  ],
  ['shop.Thing.price: is a money and needs a mapping in braces', publication({ price: money() }, { price: 'pieces' })],
  [
    'shop.Thing.price: is money and is mapped to { minor, currency }',
    publication({ price: money() }, { price: { minor: 'pieces' } }),
  ],
  [
    'shop.Thing.price.minor: is minor units, and Thing.weight is of type double precision',
    publication({ price: money() }, { price: { minor: 'weight', currency: 'name' } }),
  ],
  ['shop.Thing.parts: is a list and names its collection as { each: … }', publication({ parts }, { parts: {} })],
  ['shop.Thing.parts: maker is no collection', publication({ parts }, { parts: { each: 'maker' } })],
  [
    'shop.Thing.parts.size: Part has no size',
    publication({ parts: list(record({ size: whole() })) }, { parts: { each: 'parts' } }),
  ],
  [
    'shop.Thing.parts: is a list of values and names each one',
    publication({ parts: list(id()) }, { parts: { each: 'parts' } }),
  ],
  [
    'shop.Thing.box: is an optional record',
    publication({ box: optional(record({ name: text() })) }, { box: { name: 'name' } }),
  ],
  ['shop.Thing.name: needs the path of a column', publication({ name: text() }, { name: { each: 'parts' } })],
  [
    "shop.Thing: Unversioned: needs a property with @Property({ type: 'integer', version: true })",
    publication({}, {}, Unversioned),
  ],
  [
    "shop.Thing: Dated: needs a property with @Property({ type: 'integer', version: true })",
    publication({}, {}, Dated),
  ],
  ['shop.Thing: Numbered: needs a primary key of one column of type uuid', publication({}, {}, Numbered)],
  ['shop.Thing: its entity Stranger is not listed under entities', publication({}, {}, Stranger)],
])('%s', (message, given) => {
  const compile = () => compilePublications(orm.getMetadata(), [given]);
  expect(compile).toThrow(
    expect.objectContaining({ code: 'SUBGRAPH_DEFINITION', message: expect.stringContaining(message) }),
  );
});

test('a contract is published once', () => {
  const twice = [publication({ name: text() }, {}), publication({ name: text() }, {})];
  expect(() => compilePublications(orm.getMetadata(), twice)).toThrow('shop.Thing: is published twice');
});

test('the compiler refuses what does not fit before a start does', () => {
  const contract = entity('shop.Thing', 1, {
    name: text(),
    note: optional(text()),
    colour: oneOf('RED', 'GREEN'),
    makerId: id(),
    at: moment(),
  });
  const mapped = [
    published(Thing, contract, { makerId: 'maker.id' }),
    published(Thing, entity('shop.Parts', 1, { parts }), { parts: { each: 'parts' } }),
    // @ts-expect-error makerId is no property of its own and has to be mapped
    published(Thing, contract),
    // @ts-expect-error there is no such property
    published(Thing, contract, { makerId: 'maker.key' }),
    // @ts-expect-error a name is no number
    published(Thing, entity('shop.A', 1, { pieces: whole() }), { pieces: 'name' }),
    // @ts-expect-error note may be null
    published(Thing, entity('shop.B', 1, { note: text() })),
    // @ts-expect-error there are colours that the contract does not know
    published(Thing, entity('shop.C', 1, { colour: oneOf('RED') })),
    // @ts-expect-error the contract has no weight
    published(Thing, entity('shop.D', 1, { name: text() }), { weight: 'weight' }),
  ];
  expect(compilePublications(orm.getMetadata(), mapped.slice(0, 2))).toHaveLength(2);
});

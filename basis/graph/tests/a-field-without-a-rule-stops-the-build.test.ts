import {
  Arg,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from 'type-graphql';
import { Allow, buildGraph, connectionOf, definePermissions, type GraphOptions, Public } from '../src/index.ts';

const permissions = definePermissions({
  'notes:read': 'See notes',
  'notes:write': 'Write notes',
  'notes:burn': 'Burn notes',
});

async function faultsOf(options: Pick<GraphOptions, 'resolvers'> & Partial<GraphOptions>): Promise<string> {
  return buildGraph({ name: 'notes', permissions, ...options }).then(
    () => '',
    (error: Error) => error.message,
  );
}

test('a bare field, a bare query and a bare mutation are all listed at once', async () => {
  @ObjectType()
  class Note {
    @Public()
    @Field(() => ID)
    id!: string;

    @Field(() => String)
    secret!: string;
  }
  @Resolver()
  class NoteResolver {
    @Query(() => Note, { nullable: true })
    note(): Note | null {
      return null;
    }

    @Mutation(() => Int)
    erase(): number {
      return 0;
    }
  }
  const faults = await faultsOf({ resolvers: [NoteResolver] });
  expect(faults).toContain('Note.secret is neither public nor protected');
  expect(faults).toContain('Query.note is neither public nor protected');
  expect(faults).toContain('Mutation.erase is neither public nor protected');
  expect(faults).not.toContain('Note.id');
});

test('a permission that the catalogue does not list is a fault, one of another form an error at once', async () => {
  @Resolver()
  class NoteResolver {
    @Allow('notes:sell')
    @Query(() => Int)
    burnt(): number {
      return 0;
    }
  }
  expect(await faultsOf({ resolvers: [NoteResolver] })).toContain(
    'Query.burnt asks for notes:sell, which the catalogue',
  );
  expect(() => Allow('admin')).toThrow('resource:action');
  expect(() => definePermissions({ Admin: 'All' })).toThrow('resource:action');
});

test('fields inherit from their class, its base, or the interface that it implements; input types need nothing', async () => {
  @InterfaceType()
  @Allow('notes:read')
  abstract class Titled {
    @Field(() => String)
    title!: string;
  }
  @ObjectType({ implements: Titled })
  class Poem extends Titled {
    @Field(() => Int)
    verses!: number;
  }
  @ObjectType()
  @Allow('notes:read')
  class Note {
    @Field(() => ID)
    id!: string;
  }
  @ObjectType()
  class LongNote extends Note {
    @Field(() => Int)
    pages!: number;
  }
  @InputType()
  class NoteInput {
    @Field(() => String)
    text!: string;
  }
  @Resolver(() => Note)
  class NoteResolver {
    @Public()
    @Query(() => Poem, { nullable: true })
    poem(@Arg('input', () => NoteInput, { nullable: true }) _input?: NoteInput): Poem | null {
      return null;
    }

    @FieldResolver(() => Int)
    length(): number {
      return 1;
    }
  }
  const { sdl } = await buildGraph({
    name: 'notes',
    permissions,
    resolvers: [NoteResolver],
    orphanedTypes: [Note, LongNote],
  });
  expect(sdl).toContain('verses: Int! @requiresScopes(scopes: [["notes:read"]])');
  expect(sdl).toContain('pages: Int! @requiresScopes(scopes: [["notes:read"]])');
  expect(sdl).toContain('length: Int! @requiresScopes(scopes: [["notes:read"]])');
  expect(sdl).toMatch(/interface Titled \{\n {2}title: String!\n\}/);
  expect(sdl).toContain('title: String! @requiresScopes(scopes: [["notes:read"]])');
});

test('a subclass speaks louder than its base', async () => {
  @ObjectType()
  @Public()
  class Base {
    @Field(() => ID)
    id!: string;
  }
  @ObjectType()
  @Allow('notes:read')
  class Derived extends Base {
    @Field(() => String)
    secret!: string;
  }
  @Resolver()
  class DerivedResolver {
    @Public()
    @Query(() => Derived, { nullable: true })
    derived(): Derived | null {
      return null;
    }
  }
  const { sdl } = await buildGraph({ name: 'notes', permissions, resolvers: [DerivedResolver] });
  expect(sdl).toContain('secret: String! @requiresScopes(scopes: [["notes:read"]])');
  expect(sdl).toContain('id: ID! @requiresScopes(scopes: [["notes:read"]])');
});

test("a field's rule adds to its class's, and @Public lifts it", async () => {
  @ObjectType()
  @Allow('notes:read')
  class Note {
    @Public()
    @Field(() => ID)
    id!: string;

    @Allow('notes:write')
    @Field(() => String)
    draft!: string;

    @Allow('notes:write')
    @Allow('notes:burn')
    @Field(() => String)
    ashes!: string;
  }
  @Resolver()
  class NoteResolver {
    @Public()
    @Query(() => Note, { nullable: true })
    note(): Note | null {
      return null;
    }
  }
  const { sdl, permissionsUsed } = await buildGraph({ name: 'notes', permissions, resolvers: [NoteResolver] });
  expect(sdl).toContain('draft: String! @requiresScopes(scopes: [["notes:read", "notes:write"]])');
  expect(sdl).toContain('ashes: String! @requiresScopes(scopes: [["notes:read", "notes:write", "notes:burn"]])');
  expect(sdl).toContain('id: ID!\n');
  expect(permissionsUsed).toEqual(['notes:burn', 'notes:read', 'notes:write']);
});

test('rules that exclude each other on one field are a fault, wherever they are written', async () => {
  @ObjectType()
  class Note {
    @Public()
    @Allow('notes:read')
    @Field(() => ID)
    id!: string;

    @Allow('notes:read')
    @Field(() => Int)
    pages!: number;
  }
  @Resolver(() => Note)
  class NoteResolver {
    @Public()
    @Query(() => Note, { nullable: true })
    note(): Note | null {
      return null;
    }

    @Public()
    @FieldResolver(() => Int)
    pages(): number {
      return 1;
    }
  }
  const faults = await faultsOf({ resolvers: [NoteResolver] });
  expect(faults).toContain('Note.id has rules that exclude each other');
  expect(faults).toContain('Note.pages has rules that exclude each other');
});

test('a connection is as protected as its nodes, and a fault when they have no rule', async () => {
  @ObjectType()
  @Allow('notes:read')
  class Note {
    @Field(() => ID)
    id!: string;
  }
  @ObjectType()
  class Bare {
    @Public()
    @Field(() => ID)
    id!: string;
  }
  const NoteConnection = connectionOf(() => Note, 'Note');
  const BareConnection = connectionOf(() => Bare, 'Bare');
  @Resolver()
  class NoteResolver {
    @Public()
    @Query(() => NoteConnection, { nullable: true })
    notes() {
      return null;
    }
  }
  @Resolver()
  class BareResolver {
    @Public()
    @Query(() => BareConnection, { nullable: true })
    bare() {
      return null;
    }
  }
  const { sdl } = await buildGraph({ name: 'notes', permissions, resolvers: [NoteResolver] });
  expect(sdl).toContain('totalCount: Int! @requiresScopes(scopes: [["notes:read"]])');
  expect(sdl).toContain('cursor: String! @requiresScopes(scopes: [["notes:read"]])');
  expect(await faultsOf({ resolvers: [BareResolver] })).toContain(
    'BareConnection takes the rule of Bare, which has none',
  );
});

test('a subscription is refused: its rule would run once, when it begins', async () => {
  @Resolver()
  class LiveResolver {
    @Public()
    @Query(() => Int)
    now(): number {
      return 0;
    }

    @Public()
    @Subscription(() => Int, { subscribe: async function* () {} })
    ticks(): number {
      return 0;
    }
  }
  expect(await faultsOf({ resolvers: [LiveResolver] })).toContain('a subgraph has no subscriptions');
});

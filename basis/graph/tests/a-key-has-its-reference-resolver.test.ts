import { Directive, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { buildGraph, definePermissions, Public, reference } from '../src/index.ts';

test('a key without a reference resolver is a fault, and so is a reference resolver without a key', async () => {
  @ObjectType()
  @Directive('@key(fields: "id")')
  @Public()
  class Note {
    @Field(() => ID)
    id!: string;
  }
  @ObjectType()
  @Public()
  class Value {
    @Field(() => ID)
    id!: string;
  }
  @Resolver()
  class NoteResolver {
    @Public()
    @Query(() => Note, { nullable: true })
    note(): Note | null {
      return null;
    }
  }
  const superfluous = reference(Value, { key: 'id', load: async () => [] });
  const permissions = definePermissions({ 'notes:read': 'See notes' });
  const build = buildGraph({ name: 'notes', permissions, resolvers: [NoteResolver], references: [superfluous] });
  const faults = await build.then(
    () => '',
    (error: Error) => error.message,
  );
  expect(faults).toContain('Note.id is a key without a reference()');
  expect(faults).toContain('reference() for Value.id, which is no @key');
});

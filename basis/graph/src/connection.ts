import { ArgsType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { AllowAs, Public } from './access.ts';
import type { Page, PageRequest } from './page.ts';
import type { ObjectClass } from './reference.ts';

/** Where a page stands in its list. */
@ObjectType({ description: 'Where a page stands in its list.' })
@Directive('@shareable')
@Public()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Give it as `after` to read on.' })
  endCursor!: string | null;
}

/** The arguments of a list: `@Args(() => PageArgs) page: PageArgs`. */
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100. Default 20.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor behind which the page begins.' })
  after?: string | null;
}

/** The GraphQL class of a connection; what `paginate` returns is one. */
export type ConnectionClass<T> = new () => Page<T>;

/**
 * Makes the object types of a Relay connection, `<name>Connection` and `<name>Edge`, as protected as their nodes.
 *
 * @param node the node's class, in a function, for classes that refer to each other
 * @example export const ProductConnection = connectionOf(() => Product, 'Product');
 *   @Allow('products:read') @Query(() => ProductConnection) products(...): Promise<Page<Product>> { ... }
 */
export function connectionOf<T extends object>(node: () => ObjectClass<T>, name: string): ConnectionClass<T> {
  @ObjectType(`${name}Edge`)
  @Directive('@shareable')
  @AllowAs('node')
  class Edge {
    @Field(() => node())
    node!: T;

    @Field(() => String)
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: 'One page of a list.' })
  @Directive('@shareable')
  @AllowAs('nodes')
  class Connection implements Page<T> {
    @Field(() => [node()])
    nodes!: readonly T[];

    @Field(() => [Edge])
    edges!: readonly Edge[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are in the whole list.' })
    totalCount!: Promise<number>;
  }
  return Connection;
}

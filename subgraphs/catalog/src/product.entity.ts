import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BadUserInputError, ConflictError, newId } from '@strata/basis-core';
import { Money, Public } from '@strata/basis-graph';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Category } from './category.entity.ts';

/** A product is drafted, sold, and at last taken off the shelf; it is never deleted, for orders refer to it. */
export enum ProductStatus {
  DRAFT = 'DRAFT',
  ACTIVE = 'ACTIVE',
  RETIRED = 'RETIRED',
}
registerEnumType(ProductStatus, { name: 'ProductStatus', description: 'Whether a product can be seen and bought.' });

/** The one currency in which this shop sells. */
export const SHOP_CURRENCY = 'EUR';

/** What a person may change of a product. */
export interface ProductDetails {
  sku: string;
  name: string;
  description: string | null;
  price: Money;
  status: ProductStatus;
  category: Category | null;
}

const SKU = /^[A-Z0-9]+(-[A-Z0-9]+)*$/;

const NEXT_STATUS: Record<ProductStatus, readonly ProductStatus[]> = {
  [ProductStatus.DRAFT]: [ProductStatus.ACTIVE, ProductStatus.RETIRED],
  [ProductStatus.ACTIVE]: [ProductStatus.RETIRED],
  [ProductStatus.RETIRED]: [ProductStatus.ACTIVE],
};

/** Something that the shop sells. */
@Entity()
@Index({ properties: ['status', 'name', 'id'] })
@Index({ properties: ['status', 'priceMinor', 'id'] })
@Index({ properties: ['status', 'createdAt', 'id'] })
@Index({ properties: ['category', 'status', 'name', 'id'] })
@Index({
  name: 'product_name_trigram',
  expression: 'create index "product_name_trigram" on "product" using gin ("name" gin_trgm_ops)',
})
@ObjectType({ description: 'Something that the shop sells.' })
@Directive('@key(fields: "id")')
@Public()
export class Product {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID)
  id: string = newId();

  @Property({ type: 'string', length: 40 })
  @Unique()
  @Check({ expression: "sku ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'" })
  @Field(() => String, { description: 'The number on the shelf: `KIT-0012`.' })
  sku!: string;

  @Property({ type: 'string', length: 200 })
  @Check({ expression: "name <> ''" })
  @Field(() => String)
  @Directive('@shareable')
  name!: string;

  @Property({ type: 'string', length: 2_000, nullable: true })
  @Field(() => String, { nullable: true })
  description: string | null = null;

  /** In minor units: cents. */
  @Property({ type: 'bigint' })
  @Check({ expression: 'price_minor >= 0' })
  priceMinor!: bigint;

  @Property({ type: 'string', length: 3 })
  @Check({ expression: `currency ~ '^${SHOP_CURRENCY}$'` })
  currency!: string;

  @Enum({ items: () => ProductStatus })
  @Field(() => ProductStatus)
  status: ProductStatus = ProductStatus.DRAFT;

  @ManyToOne(() => Category, { nullable: true })
  category: Category | null = null;

  @Property({ type: 'datetime', length: 3 })
  createdAt: Date = new Date();

  @Property({ type: 'integer', version: true })
  @Field(() => Int, {
    description: 'Grows with each change. Send it back with a change to be told of others’ in between.',
  })
  version!: number;

  @Field(() => Money)
  get price(): Money {
    return Money.of(this.priceMinor, this.currency);
  }

  /** A new product, checked. */
  static of(details: ProductDetails, now: Date): Product {
    const product = new Product();
    product.status = details.status;
    product.createdAt = now;
    product.describe(details);
    return product;
  }

  /** Changes what is given and leaves the rest. */
  describe({ price, status, sku, ...rest }: Partial<ProductDetails>): void {
    if (sku !== undefined) this.setSku(sku);
    if (price !== undefined) this.setPrice(price);
    if (status !== undefined) this.moveTo(status);
    Object.assign(this, rest);
  }

  /** Refuses a change that was made in sight of an older version. */
  expectVersion(version: number): void {
    if (this.version === version) return;
    throw new ConflictError('The product was changed in the meantime. Read it again and repeat your change.', {
      details: { expectedVersion: version, actualVersion: this.version },
    });
  }

  private setSku(sku: string): void {
    if (!SKU.test(sku)) {
      throw new BadUserInputError('A sku is groups of capital letters and digits, such as KIT-0012.', {
        details: { field: 'input.sku' },
      });
    }
    this.sku = sku;
  }

  private setPrice(price: Money): void {
    if (price.currency !== SHOP_CURRENCY) {
      throw new BadUserInputError(`This shop sells in ${SHOP_CURRENCY}, not in ${price.currency}.`, {
        details: { field: 'input.price.currency' },
      });
    }
    if (price.minor < 0n) {
      throw new BadUserInputError('A price is not negative.', { details: { field: 'input.price.amount' } });
    }
    this.priceMinor = price.minor;
    this.currency = price.currency;
  }

  private moveTo(status: ProductStatus): void {
    if (status === this.status) return;
    if (!NEXT_STATUS[this.status].includes(status)) {
      throw new ConflictError(`A product that is ${this.status} does not become ${status}.`);
    }
    this.status = status;
  }
}

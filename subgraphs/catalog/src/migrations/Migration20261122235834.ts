import { Migration } from '@mikro-orm/migrations';

export class Migration20261122235834 extends Migration {

  override name = 'Migration20261122235834';

  override up(): void | Promise<void> {
    // A trusted extension: the database's owner may create it. It lets ILIKE '%part%' use an index.
    this.addSql(`create extension if not exists pg_trgm;`);
    this.addSql(`create table "category" ("id" uuid not null, "slug" varchar(100) not null, "name" varchar(100) not null, primary key ("id"));`);
    this.addSql(`alter table "category" add constraint "category_slug_unique" unique ("slug");`);

    this.addSql(`create table "product" ("id" uuid not null, "sku" varchar(40) not null, "name" varchar(200) not null, "description" varchar(2000) null, "price_minor" bigint not null, "currency" varchar(3) not null, "status" text not null default 'DRAFT', "category_id" uuid null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`alter table "product" add constraint "product_sku_unique" unique ("sku");`);
    this.addSql(`create index "product_name_trigram" on "product" using gin ("name" gin_trgm_ops);`);
    this.addSql(`create index "product_category_id_status_name_id_index" on "product" ("category_id", "status", "name", "id");`);
    this.addSql(`create index "product_status_created_at_id_index" on "product" ("status", "created_at", "id");`);
    this.addSql(`create index "product_status_price_minor_id_index" on "product" ("status", "price_minor", "id");`);
    this.addSql(`create index "product_status_name_id_index" on "product" ("status", "name", "id");`);

    this.addSql(`alter table "category" add constraint "category_slug_check" check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*\$');`);

    this.addSql(`alter table "product" add constraint "product_category_id_foreign" foreign key ("category_id") references "category" ("id") on delete set null;`);
    this.addSql(`alter table "product" add constraint "product_sku_check" check (sku ~ '^[A-Z0-9]+(-[A-Z0-9]+)*\$');`);
    this.addSql(`alter table "product" add constraint "product_name_check" check (name <> '');`);
    this.addSql(`alter table "product" add constraint "product_price_minor_check" check (price_minor >= 0);`);
    this.addSql(`alter table "product" add constraint "product_currency_check" check (currency ~ '^EUR\$');`);
    this.addSql(`alter table "product" add constraint "product_status_check" check ("status" in ('DRAFT', 'ACTIVE', 'RETIRED'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "product" drop constraint "product_category_id_foreign";`);

    this.addSql(`drop table if exists "category" cascade;`);
    this.addSql(`drop table if exists "product" cascade;`);
  }

}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234650_Orders extends Migration {

  override name = 'Migration20261122234650_Orders';

  override up(): void | Promise<void> {
    // MikroORM knows no sequences. The demonstration's orders end at 190.
    this.addSql(`create sequence "order_number" start with 191;`);

    this.addSql(`create table "orders" ("id" uuid not null, "number" varchar(20) not null, "customer_id" uuid not null, "status" text not null default 'PLACED', "rejection_code" varchar(40) null, "rejection_message" varchar(500) null, "total_minor" bigint not null, "currency" char(3) not null, "placed_at" timestamptz(3) not null, "shipped_at" timestamptz(3) null, "delivered_at" timestamptz(3) null, "cancelled_at" timestamptz(3) null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`alter table "orders" add constraint "orders_number_unique" unique ("number");`);
    this.addSql(`create index "orders_by_time" on "orders" ("placed_at", "id");`);
    this.addSql(`create index "orders_by_status" on "orders" ("status", "placed_at", "id");`);
    this.addSql(`create index "orders_of_customer" on "orders" ("customer_id", "placed_at", "id");`);

    this.addSql(`create table "order_line" ("id" uuid not null, "order_id" uuid not null, "position" smallint not null, "product_id" uuid not null, "product_name" varchar(200) not null, "quantity" int not null, "unit_price_minor" bigint not null, "currency" char(3) not null, primary key ("id"));`);
    this.addSql(`create index "order_line_product_id_order_id_index" on "order_line" ("product_id", "order_id");`);
    this.addSql(`alter table "order_line" add constraint "order_line_order_id_product_id_unique" unique ("order_id", "product_id");`);
    this.addSql(`alter table "order_line" add constraint "order_line_order_id_position_unique" unique ("order_id", "position");`);

    this.addSql(`alter table "orders" add constraint "orders_number_check" check (number ~ '^S-[0-9]{4}-[0-9]{6,}\$');`);
    this.addSql(`alter table "orders" add constraint "orders_total_minor_check" check (total_minor >= 0);`);
    this.addSql(`alter table "orders" add constraint "orders_currency_check" check (currency ~ '^[A-Z]{3}\$');`);
    this.addSql(`alter table "orders" add constraint "orders_rejection" check ((status = 'REJECTED') = (rejection_code is not null) and (rejection_code is null) = (rejection_message is null));`);
    this.addSql(`alter table "orders" add constraint "orders_cancelled_at" check ((status = 'CANCELLED') = (cancelled_at is not null));`);
    this.addSql(`alter table "orders" add constraint "orders_delivered_at" check ((status = 'DELIVERED') = (delivered_at is not null));`);
    this.addSql(`alter table "orders" add constraint "orders_shipped_at" check ((status in ('SHIPPED', 'DELIVERED')) = (shipped_at is not null));`);
    this.addSql(`alter table "orders" add constraint "orders_status_check" check ("status" in ('PLACED', 'RESERVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REJECTED'));`);

    this.addSql(`alter table "order_line" add constraint "order_line_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);
    this.addSql(`alter table "order_line" add constraint "order_line_position_check" check (position >= 0 and position <= 99);`);
    this.addSql(`alter table "order_line" add constraint "order_line_product_name_check" check (product_name <> '');`);
    this.addSql(`alter table "order_line" add constraint "order_line_quantity_check" check (quantity >= 1 and quantity <= 1000);`);
    this.addSql(`alter table "order_line" add constraint "order_line_unit_price_minor_check" check (unit_price_minor >= 0);`);
    this.addSql(`alter table "order_line" add constraint "order_line_currency_check" check (currency ~ '^[A-Z]{3}\$');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "order_line" drop constraint "order_line_order_id_foreign";`);

    this.addSql(`drop table if exists "orders" cascade;`);
    this.addSql(`drop table if exists "order_line" cascade;`);
    this.addSql(`drop sequence if exists "order_number";`);
  }

}

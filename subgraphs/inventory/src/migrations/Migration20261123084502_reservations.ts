import { Migration } from '@mikro-orm/migrations';

export class Migration20261123084502_reservations extends Migration {

  override name = 'Migration20261123084502_reservations';

  override up(): void | Promise<void> {
    this.addSql(`create table "reservation" ("id" uuid not null, "status" text not null default 'HELD', "held_until" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`create index "reservation_status_held_until_index" on "reservation" ("status", "held_until");`);

    this.addSql(`create table "reservation_line" ("id" uuid not null, "order_id" uuid not null, "product_id" uuid not null, "quantity" int not null, primary key ("id"));`);
    this.addSql(`alter table "reservation_line" add constraint "reservation_line_order_id_product_id_unique" unique ("order_id", "product_id");`);

    this.addSql(`alter table "reservation" add constraint "reservation_status_check" check ("status" in ('HELD', 'KEPT', 'TAKEN', 'RELEASED', 'EXPIRED'));`);

    this.addSql(`alter table "reservation_line" add constraint "reservation_line_order_id_foreign" foreign key ("order_id") references "reservation" ("id");`);
    this.addSql(`alter table "reservation_line" add constraint "reservation_line_quantity_check" check (quantity >= 1);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "reservation_line" drop constraint "reservation_line_order_id_foreign";`);

    this.addSql(`drop table if exists "reservation" cascade;`);
    this.addSql(`drop table if exists "reservation_line" cascade;`);
  }

}

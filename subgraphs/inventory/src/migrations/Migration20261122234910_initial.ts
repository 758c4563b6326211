import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234910_initial extends Migration {

  override name = 'Migration20261122234910_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "stock" ("id" uuid not null, "available" int not null default 0, "reserved" int not null default 0, "reorder_point" int not null default 0, "reorder_quantity" int not null default 0, "version" int not null default 1, primary key ("id"));`);

    this.addSql(`create table "stock_movement" ("id" uuid not null, "product_id" uuid not null, "delta" int not null, "reason" varchar(200) not null, "actor_id" varchar(100) not null, "at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "stock_movement_product_id_at_id_index" on "stock_movement" ("product_id", "at", "id");`);

    this.addSql(`alter table "stock" add constraint "stock_reorder_check" check (reorder_point >= 0 and reorder_quantity >= 0);`);
    this.addSql(`alter table "stock" add constraint "stock_reserved_check" check (reserved >= 0 and reserved <= 1000000000);`);
    this.addSql(`alter table "stock" add constraint "stock_available_check" check (available >= 0 and available <= 1000000000);`);

    this.addSql(`alter table "stock_movement" add constraint "stock_movement_product_id_foreign" foreign key ("product_id") references "stock" ("id") on update restrict on delete restrict;`);
    this.addSql(`alter table "stock_movement" add constraint "stock_movement_delta_check" check (delta <> 0 and abs(delta) <= 1000000);`);
    this.addSql(`alter table "stock_movement" add constraint "stock_movement_reason_check" check (btrim(reason) <> '');`);
    this.addSql(`create or replace function "stock_movement_stock_movement_append_only_fn"() returns trigger as \$\$ begin raise exception 'stock movements are only added' using errcode = 'restrict_violation'; end; \$\$ language plpgsql;`);
    this.addSql(`create trigger "stock_movement_append_only" BEFORE UPDATE OR DELETE on "stock_movement" for each STATEMENT execute function "stock_movement_stock_movement_append_only_fn"();`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "stock_movement" drop constraint "stock_movement_product_id_foreign";`);

    this.addSql(`drop table if exists "stock" cascade;`);
    this.addSql(`drop trigger if exists "stock_movement_append_only" on "stock_movement";`);
    this.addSql(`drop function if exists "stock_movement_stock_movement_append_only_fn"();`);
    this.addSql(`drop table if exists "stock_movement" cascade;`);
  }

}

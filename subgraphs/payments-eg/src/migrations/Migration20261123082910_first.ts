import { Migration } from '@mikro-orm/migrations';

export class Migration20261123082910_first extends Migration {

  override name = 'Migration20261123082910_first';

  override up(): void | Promise<void> {
    this.addSql(`create table "payments_eg" ("id" uuid not null, "owner_id" uuid not null, "name" varchar(200) not null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`create index "payments_eg_owner_id_id_index" on "payments_eg" ("owner_id", "id");`);

    this.addSql(`alter table "payments_eg" add constraint "payments_eg_name_check" check (btrim(name) <> '');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "payments_eg" cascade;`);
  }

}

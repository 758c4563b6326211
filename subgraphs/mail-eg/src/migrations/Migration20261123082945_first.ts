import { Migration } from '@mikro-orm/migrations';

export class Migration20261123082945_first extends Migration {

  override name = 'Migration20261123082945_first';

  override up(): void | Promise<void> {
    this.addSql(`create table "mail_eg" ("id" uuid not null, "owner_id" uuid not null, "name" varchar(200) not null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`create index "mail_eg_owner_id_id_index" on "mail_eg" ("owner_id", "id");`);

    this.addSql(`alter table "mail_eg" add constraint "mail_eg_name_check" check (btrim(name) <> '');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "mail_eg" cascade;`);
  }

}

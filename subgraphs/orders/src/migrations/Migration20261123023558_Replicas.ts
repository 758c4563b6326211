import { Migration } from '@mikro-orm/migrations';

export class Migration20261123023558_Replicas extends Migration {

  override name = 'Migration20261123023558_Replicas';

  override up(): void | Promise<void> {
    this.addSql(`create table "product_replica" ("id" uuid not null, "version" bigint not null, "generation" int not null, "name" text null, "price_minor" bigint null, "price_currency" char(3) null, "status" text null, primary key ("id"));`);

    this.addSql(`create table "user_replica" ("id" uuid not null, "version" bigint not null, "generation" int not null, "display_name" text null, primary key ("id"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "product_replica" cascade;`);
    this.addSql(`drop table if exists "user_replica" cascade;`);
  }

}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261123023608_Replicas extends Migration {

  override name = 'Migration20261123023608_Replicas';

  override up(): void | Promise<void> {
    this.addSql(`create table "order_replica" ("id" uuid not null, "version" bigint not null, "generation" int not null, "customer_id" uuid null, "status" text null, "lines" jsonb null, primary key ("id"));`);
    this.addSql(`create index "order_replica_of_customer" on "order_replica" ("customer_id", "status");`);

    this.addSql(`create table "product_replica" ("id" uuid not null, "version" bigint not null, "generation" int not null, "name" text null, "status" text null, primary key ("id"));`);

    this.addSql(`create table "user_replica" ("id" uuid not null, "version" bigint not null, "generation" int not null, "display_name" text null, primary key ("id"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "order_replica" cascade;`);
    this.addSql(`drop table if exists "product_replica" cascade;`);
    this.addSql(`drop table if exists "user_replica" cascade;`);
  }

}

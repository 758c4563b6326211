import { Migration } from '@mikro-orm/migrations';

export class Migration20261123023623_Replicas extends Migration {

  override name = 'Migration20261123023623_Replicas';

  override up(): void | Promise<void> {
    this.addSql(`create table "product_replica" ("id" uuid not null, "version" bigint not null, "generation" int not null, "name" text null, "status" text null, primary key ("id"));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "product_replica" cascade;`);
  }

}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261122235452_initial extends Migration {

  override name = 'Migration20261122235452_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "product_rating" ("id" uuid not null, "review_count" int not null default 0, "rating_sum" int not null default 0, primary key ("id"));`);

    this.addSql(`create table "review" ("id" uuid not null, "product_id" uuid not null, "author_id" uuid not null, "rating" smallint not null, "body" varchar(5000) not null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`create index "review_of_author" on "review" ("author_id", "created_at", "id");`);
    this.addSql(`create index "review_of_product" on "review" ("product_id", "created_at", "id");`);
    this.addSql(`alter table "review" add constraint "review_product_id_author_id_unique" unique ("product_id", "author_id");`);

    this.addSql(`alter table "product_rating" add constraint "product_rating_review_count_check" check (review_count >= 0);`);
    this.addSql(`alter table "product_rating" add constraint "product_rating_sum_check" check (rating_sum >= 1 * review_count and rating_sum <= 5 * review_count);`);

    this.addSql(`alter table "review" add constraint "review_rating_check" check (rating >= 1 and rating <= 5);`);
    this.addSql(`alter table "review" add constraint "review_body_check" check (btrim(body) <> '');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "product_rating" cascade;`);
    this.addSql(`drop table if exists "review" cascade;`);
  }

}

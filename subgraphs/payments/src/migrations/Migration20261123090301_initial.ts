import { Migration } from '@mikro-orm/migrations';

export class Migration20261123090301_initial extends Migration {

  override name = 'Migration20261123090301_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "payment" ("id" uuid not null, "order_id" uuid not null, "customer_id" uuid not null, "amount_minor" bigint not null, "currency" char(3) not null, "status" text not null, "reference" varchar(200) null, "decline_code" varchar(40) null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`alter table "payment" add constraint "payment_order_id_unique" unique ("order_id");`);

    this.addSql(`alter table "payment" add constraint "payment_amount_minor_check" check (amount_minor >= 0);`);
    this.addSql(`alter table "payment" add constraint "payment_currency_check" check (currency ~ '^[A-Z]{3}\$');`);
    this.addSql(`alter table "payment" add constraint "payment_reference" check (reference is not null or status in ('PENDING', 'DECLINED', 'CANCELLED'));`);
    this.addSql(`alter table "payment" add constraint "payment_decline_code" check ((status = 'DECLINED') = (decline_code is not null));`);
    this.addSql(`alter table "payment" add constraint "payment_status_check" check ("status" in ('PENDING', 'AUTHORISED', 'CAPTURING', 'CAPTURED', 'DECLINED', 'CANCELLED', 'REFUNDING', 'REFUNDED'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "payment" cascade;`);
  }

}

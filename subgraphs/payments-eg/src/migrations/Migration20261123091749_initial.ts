import { Migration } from '@mikro-orm/migrations';

export class Migration20261123091749_initial extends Migration {

  override name = 'Migration20261123091749_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "provider_attempt" ("id" uuid not null, "payment_id" uuid not null, "provider" varchar(40) not null, "operation" varchar(20) not null, "asked_at" timestamptz(3) not null, "answered_at" timestamptz(3) null, "outcome" text null, "error" varchar(100) null, primary key ("id"));`);
    this.addSql(`create index "provider_attempt_payment_id_asked_at_id_index" on "provider_attempt" ("payment_id", "asked_at", "id");`);
    this.addSql(`create index "provider_attempt_asked_at_id_index" on "provider_attempt" ("asked_at", "id");`);

    this.addSql(`create table "provider_payment" ("id" uuid not null, "provider" varchar(40) not null, "reference" varchar(200) null, "cancelled_at" timestamptz(3) null, primary key ("id"));`);

    this.addSql(`create table "sandbox_charge" ("id" uuid not null, "payment_id" uuid not null, "amount_minor" bigint not null, "currency" char(3) not null, "authorised_minor" bigint not null default '0', "captured_minor" bigint not null default '0', "refunded_minor" bigint not null default '0', "voided_minor" bigint not null default '0', "charges" int not null default 0, "is_cancelled" boolean not null default false, "contradictions" int not null default 0, "calls" jsonb not null, "keys" jsonb not null, primary key ("id"));`);
    this.addSql(`alter table "sandbox_charge" add constraint "sandbox_charge_payment_id_unique" unique ("payment_id");`);

    this.addSql(`create table "webhook_receipt" ("id" uuid not null, "provider" varchar(40) not null, "event_id" varchar(200) not null, "type" varchar(200) not null, "reference" varchar(200) null, "received_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "webhook_receipt" add constraint "webhook_receipt_provider_event_id_unique" unique ("provider", "event_id");`);

    this.addSql(`alter table "provider_attempt" add constraint "provider_attempt_outcome_check" check ("outcome" in ('DONE', 'DECLINED', 'FAILED'));`);

    this.addSql(`alter table "sandbox_charge" add constraint "sandbox_charge_voided" check (voided_minor >= 0 and voided_minor + captured_minor <= authorised_minor);`);
    this.addSql(`alter table "sandbox_charge" add constraint "sandbox_charge_refunded" check (refunded_minor >= 0 and refunded_minor <= captured_minor);`);
    this.addSql(`alter table "sandbox_charge" add constraint "sandbox_charge_captured" check (captured_minor >= 0 and captured_minor <= authorised_minor);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "provider_attempt" cascade;`);
    this.addSql(`drop table if exists "provider_payment" cascade;`);
    this.addSql(`drop table if exists "sandbox_charge" cascade;`);
    this.addSql(`drop table if exists "webhook_receipt" cascade;`);
  }

}

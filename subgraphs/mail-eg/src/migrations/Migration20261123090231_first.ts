import { Migration } from '@mikro-orm/migrations';

export class Migration20261123090231_first extends Migration {

  override name = 'Migration20261123090231_first';

  override up(): void | Promise<void> {
    this.addSql(`create table "mailbox_message" ("id" uuid not null, "message_id" text not null, "from" text not null, "to" text not null, "subject" text not null, "text" text not null, "html" text not null, "sent_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "mailbox_message_sent_at_id_index" on "mailbox_message" ("sent_at", "id");`);

    this.addSql(`create table "sent_message" ("id" uuid not null, "message_id" text not null, "to" text not null, "subject" text not null, "transport" varchar(20) not null, "sent_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "sent_message_sent_at_id_index" on "sent_message" ("sent_at", "id");`);

    this.addSql(`alter table "sent_message" add constraint "sent_message_transport_check" check (transport in ('smtp', 'mailbox'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "mailbox_message" cascade;`);
    this.addSql(`drop table if exists "sent_message" cascade;`);
  }

}

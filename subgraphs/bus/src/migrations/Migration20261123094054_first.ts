import { Migration } from '@mikro-orm/migrations';

export class Migration20261123094054_first extends Migration {

  override name = 'Migration20261123094054_first';

  override up(): void | Promise<void> {
    this.addSql(`create table "operator_action" ("id" uuid not null, "operator_id" uuid not null, "type" text not null, "service" varchar(60) not null, "arguments" jsonb not null, "state" text not null default 'STARTED', "started_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, "job_id" varchar(60) null, "result" jsonb null, "error_code" varchar(60) null, "error_message" text null, primary key ("id"));`);
    this.addSql(`create index "operator_action_started_at_id_index" on "operator_action" ("started_at", "id");`);

    this.addSql(`alter table "operator_action" add constraint "operator_action_failed" check ((state = 'FAILED') = (error_code is not null));`);
    this.addSql(`alter table "operator_action" add constraint "operator_action_ended" check ((state = 'STARTED') = (ended_at is null));`);
    this.addSql(`alter table "operator_action" add constraint "operator_action_type_check" check ("type" in ('EDIT_DEAD_LETTER', 'REPLAY_DEAD_LETTERS', 'DISCARD_DEAD_LETTERS', 'RETRY_TASK', 'CANCEL_TASK', 'RUN_TASK', 'CHECK_REPLICA', 'REBUILD_REPLICA', 'ABANDON_CONSUMER', 'CHANGE_QUEUE'));`);
    this.addSql(`alter table "operator_action" add constraint "operator_action_state_check" check ("state" in ('STARTED', 'SUCCEEDED', 'FAILED'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "operator_action" cascade;`);
  }

}

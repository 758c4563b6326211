import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234245_initial extends Migration {

  override name = 'Migration20261122234245_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "client" ("id" uuid not null, "name" varchar(60) not null, "secret_hash" varchar(200) not null, "version" int not null default 1, "created_at" timestamptz not null, "disabled_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "client" add constraint "client_name_unique" unique ("name");`);

    this.addSql(`create table "policy_document" ("hash" char(64) not null, "grants" jsonb not null, "created_at" timestamptz not null, primary key ("hash"));`);

    this.addSql(`create table "role" ("name" varchar(40) not null, "description" varchar(300) not null, primary key ("name"));`);

    this.addSql(`create table "client_role" ("client_id" uuid not null, "role_name" varchar(40) not null, primary key ("client_id", "role_name"));`);

    this.addSql(`create table "role_grant" ("role_name" varchar(40) not null, "permission" varchar(100) not null, "condition" jsonb null, primary key ("role_name", "permission"));`);

    this.addSql(`create table "sign_in_attempt" ("id" uuid not null, "account" varchar(260) not null, "address" varchar(45) not null, "at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "sign_in_attempt_at_index" on "sign_in_attempt" ("at");`);
    this.addSql(`create index "sign_in_attempt_address_at_index" on "sign_in_attempt" ("address", "at");`);
    this.addSql(`create index "sign_in_attempt_account_at_index" on "sign_in_attempt" ("account", "at");`);

    this.addSql(`create table "signing_key" ("kid" varchar(43) not null, "private_key" jsonb not null, "created_at" timestamptz not null, "retired_at" timestamptz null, primary key ("kid"));`);
    this.addSql(`create unique index "signing_key_one_active" on "signing_key" ((true)) where "retired_at" is null;`);

    this.addSql(`create table "users" ("id" uuid not null, "email" varchar(254) not null, "display_name" varchar(100) not null, "password_hash" varchar(200) null, "version" int not null default 1, "created_at" timestamptz not null, "disabled_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "users" add constraint "users_email_unique" unique ("email");`);

    this.addSql(`create table "user_role" ("user_id" uuid not null, "role_name" varchar(40) not null, primary key ("user_id", "role_name"));`);

    this.addSql(`alter table "client" add constraint "client_name_check" check (name ~ '^[a-z][a-z0-9-]*\$');`);
    this.addSql(`alter table "client" add constraint "client_secret_hash_check" check (secret_hash ~ '^[\$]argon2id[\$]');`);

    this.addSql(`alter table "policy_document" add constraint "policy_document_hash_check" check (hash ~ '^[0-9a-f]{64}\$');`);

    this.addSql(`alter table "role" add constraint "role_name_check" check (name ~ '^[a-z][a-z0-9-]*\$');`);

    this.addSql(`alter table "client_role" add constraint "client_role_client_id_foreign" foreign key ("client_id") references "client" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "client_role" add constraint "client_role_role_name_foreign" foreign key ("role_name") references "role" ("name") on update cascade on delete cascade;`);

    this.addSql(`alter table "role_grant" add constraint "role_grant_role_name_foreign" foreign key ("role_name") references "role" ("name") on delete cascade;`);
    this.addSql(`alter table "role_grant" add constraint "role_grant_permission_check" check (permission ~ '^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*\$');`);
    this.addSql(`alter table "role_grant" add constraint "role_grant_condition_check" check (jsonb_typeof(condition) = 'object' and condition <> '{}'::jsonb);`);

    this.addSql(`alter table "signing_key" add constraint "signing_key_private_key_check" check (private_key @> '{"crv": "Ed25519"}'::jsonb and private_key -> 'd' is not null);`);
    this.addSql(`alter table "signing_key" add constraint "signing_key_retired_at_check" check (retired_at >= created_at);`);

    this.addSql(`alter table "users" add constraint "users_email_check" check (email = lower(email) and email ~ '^[^@[:space:]]+@[^@[:space:]]+\$');`);
    this.addSql(`alter table "users" add constraint "users_display_name_check" check (btrim(display_name) <> '');`);
    this.addSql(`alter table "users" add constraint "users_password_hash_check" check (password_hash ~ '^[\$]argon2id[\$]');`);

    this.addSql(`alter table "user_role" add constraint "user_role_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`);
    this.addSql(`alter table "user_role" add constraint "user_role_role_name_foreign" foreign key ("role_name") references "role" ("name") on update cascade on delete cascade;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "client_role" drop constraint "client_role_client_id_foreign";`);
    this.addSql(`alter table "client_role" drop constraint "client_role_role_name_foreign";`);
    this.addSql(`alter table "role_grant" drop constraint "role_grant_role_name_foreign";`);
    this.addSql(`alter table "user_role" drop constraint "user_role_role_name_foreign";`);
    this.addSql(`alter table "user_role" drop constraint "user_role_user_id_foreign";`);

    this.addSql(`drop table if exists "client" cascade;`);
    this.addSql(`drop table if exists "policy_document" cascade;`);
    this.addSql(`drop table if exists "role" cascade;`);
    this.addSql(`drop table if exists "client_role" cascade;`);
    this.addSql(`drop table if exists "role_grant" cascade;`);
    this.addSql(`drop table if exists "sign_in_attempt" cascade;`);
    this.addSql(`drop table if exists "signing_key" cascade;`);
    this.addSql(`drop table if exists "users" cascade;`);
    this.addSql(`drop table if exists "user_role" cascade;`);
  }

}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261123154957_retries extends Migration {

  override name = 'Migration20261123154957_retries';

  override up(): void | Promise<void> {
    this.addSql(`alter table "operator_action" add "retry_of" uuid null;`);
    this.addSql(`create index "operator_action_retry_of_index" on "operator_action" ("retry_of");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "operator_action_retry_of_index";`);
    this.addSql(`alter table "operator_action" drop column "retry_of";`);
  }

}

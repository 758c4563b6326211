import { Migration } from '@mikro-orm/migrations';

export class Migration20261123150315_receipts_by_time extends Migration {

  override name = 'Migration20261123150315_receipts_by_time';

  override up(): void | Promise<void> {
    this.addSql(`create index "webhook_receipt_received_at_index" on "webhook_receipt" ("received_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "webhook_receipt_received_at_index";`);
  }

}

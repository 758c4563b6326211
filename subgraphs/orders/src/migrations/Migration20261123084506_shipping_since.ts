import { Migration } from '@mikro-orm/migrations';

export class Migration20261123084506_shipping_since extends Migration {

  override name = 'Migration20261123084506_shipping_since';

  override up(): void | Promise<void> {
    this.addSql(`alter table "orders" add "shipping_since" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "orders" drop column "shipping_since";`);
  }

}

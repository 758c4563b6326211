import { defineSubgraph } from '@strata/basis-subgraph';
import { takeReport } from '@strata/sdk-payments-eg';
import { authoriseTask } from './authorise.task.ts';
import { cancelTask } from './cancel.task.ts';
import { captureTask } from './capture.task.ts';
import { forgetOldAttempts, nightlyForgetting } from './forget-old-attempts.task.ts';
import { migrations } from './migrations/index.ts';
import { PaymentAttemptsResolver } from './payment-attempts.resolver.ts';
import { permissions } from './payments-eg.permissions.ts';
import { ProviderAttempt } from './provider-attempt.entity.ts';
import { ProviderPayment } from './provider-payment.entity.ts';
import { paymentProviders } from './providers.ts';
import { refundTask } from './refund.task.ts';
import { SandboxCharge } from './sandbox/sandbox-charge.entity.ts';
import { takeReportTask } from './take-report.task.ts';
import { hearProvider } from './webhook.ts';
import { WebhookReceipt } from './webhook-receipt.entity.ts';

/** The way out to whoever moves the money. */
export const paymentsEg = defineSubgraph({
  name: 'payments-eg',
  entities: [ProviderPayment, ProviderAttempt, WebhookReceipt, SandboxCharge],
  resolvers: [PaymentAttemptsResolver],
  settings: paymentProviders.check,
  webhook: hearProvider,
  asks: [takeReport],
  handles: [authoriseTask, captureTask, cancelTask, refundTask, takeReportTask, forgetOldAttempts, nightlyForgetting],
  permissions,
  migrations,
});

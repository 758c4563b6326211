import { carryOut, onOutcome } from '@strata/basis-messaging';
import { send } from '@strata/sdk-mail-eg';
import { notify } from '@strata/sdk-sso';
import { User } from './user.entity.ts';

/** News of an order is of no use when it is older; a mail server that is down is mended by then. */
const MAIL_DEADLINE_MS = 24 * 60 * 60 * 1_000;

/**
 * Writes to a person, whose address goes to mail-eg and to nobody else. Done when the message is on its way; whether it
 * was delivered nobody can promise.
 */
export const writeToPerson = carryOut(notify, async ({ userId, ...message }, { em, emit }) => {
  const user = await em.findOne(User, { id: userId });
  if (user === null || !user.isReachable) return { failed: 'UNREACHABLE' };
  // On behalf of the user: what mail-eg keeps of the task goes when the user is erased.
  emit(send(user, { to: user.email, ...message }, { deadlineMs: MAIL_DEADLINE_MS }));
  return {};
});

/** Nobody asks again on the person's behalf: what is left is to say so. */
export const mailEnded = onOutcome(send, {
  async done() {},
  async failed(why, _input, { logger, aggregateId: userId, taskId }) {
    logger.warn({ why, userId, taskId }, 'a mail to a person was not sent');
  },
});

import type { Message, ReadyMessage } from './messages.ts';

/** The exit code of a child that lost its supervisor. */
const ORPHANED = 70;

/**
 * Ends this process when its supervisor is gone, even by `kill -9`: the kernel then closes the channel between them.
 * There is nobody left to drain for, so it ends at once. Without a supervisor it does nothing.
 */
export function exitWithParent(): void {
  if (process.send === undefined) return;
  if (!process.connected) process.exit(ORPHANED);
  process.once('disconnect', () => process.exit(ORPHANED));
  process.channel?.unref();
}

/**
 * Tells the supervisor that this process serves. Without a supervisor it does nothing.
 *
 * @param details JSON that the supervisor passes on to whoever watches the child, such as its schema
 */
export function announceReady(details: unknown = null): void {
  const message: ReadyMessage = { type: 'strata:ready', details };
  if (process.connected) process.send?.(message);
}

/** Whether something that came over the channel is a message of the given type. */
export function isMessage<T extends Message['type']>(
  value: unknown,
  type: T,
): value is Extract<Message, { readonly type: T }> {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type;
}

/** One message to one person, ready to be handed over. */
export interface Mail {
  /** The id of the task that it is sent for. */
  readonly id: string;
  /** Of the header `Message-ID`: derived from the task, so the same in every attempt, and whoever gets two can tell. */
  readonly messageId: string;
  /** `Strata <no-reply@strata.test>`, or the address alone. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `<0198c2f4-…@strata.test>`: unique for as long as the sender's domain is its own (RFC 5322, 3.6.4). */
export function messageIdOf(taskId: string, from: string): string {
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');
  return `<${taskId}@${domain}>`;
}

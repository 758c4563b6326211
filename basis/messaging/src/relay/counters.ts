/** What a relay has done since its process started. */
export interface RelayCounters {
  /** Turns taken, those included that found nothing. */
  turns: number;
  /** Turns in which another relay was at it. */
  busy: number;
  ticks: number;
  /** Messages that became visible in these. */
  messages: number;
  /** Envelopes that queues took. */
  envelopes: number;
  /** Messages in these: for each consumer that gets it, and each time that it is sent. */
  messagesSent: number;
  /** Pieces of streams that were sent again. */
  resends: number;
  sendFailures: number;
  acknowledgements: number;
  /** Times that a consumer said that something is missing. */
  gaps: number;
  /** Consumers that had to be told that what they lack is gone. */
  lost: number;
}

/** All of them at nothing. */
export function createRelayCounters(): RelayCounters {
  return {
    turns: 0,
    busy: 0,
    ticks: 0,
    messages: 0,
    envelopes: 0,
    messagesSent: 0,
    resends: 0,
    sendFailures: 0,
    acknowledgements: 0,
    gaps: 0,
    lost: 0,
  };
}

/** From a child: it serves. */
export interface ReadyMessage {
  readonly type: 'strata:ready';
  readonly details: unknown;
}

/** From a spare process: it has loaded what it was told to, and waits. */
export interface WarmMessage {
  readonly type: 'strata:warm';
}

/** To a spare process: become this service. */
export interface GoMessage {
  readonly type: 'strata:go';
  readonly name: string;
  /** The absolute path of the module to import, which runs the service. */
  readonly module: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What the supervisor and its children say to each other. */
export type Message = ReadyMessage | WarmMessage | GoMessage;

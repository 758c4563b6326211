interface CommonSpec {
  /** A service's name: what `stop`, `start` and the log's prefix say. */
  name: string;
  args?: readonly string[];
  /** Added to the supervisor's own environment. */
  env?: Readonly<Record<string, string>>;
  /**
   * How it is known to serve: it calls `announceReady()`, or the URL answers with a 2xx. Default `'message'`.
   */
  ready?: 'message' | { readonly url: string };
  /** Children that this one needs: they are stopped after it. */
  needs?: readonly string[];
  /** Folders whose files are its own: in watch mode, a change in them restarts it and nobody else. */
  sources?: readonly string[];
}

/** A child that is any program. */
export interface CommandSpec extends CommonSpec {
  command: string;
}

/** A child that is a module of this repository, by its absolute path: imported by a spare process where one waits. */
export interface ModuleSpec extends CommonSpec {
  module: string;
}

export type ChildSpec = CommandSpec | ModuleSpec;

/**
 * `starting` until ready, `waiting` for the next restart after it died, `stopping` between SIGTERM and its end,
 * `stopped` because somebody asked for it.
 */
export type ChildState = 'starting' | 'ready' | 'waiting' | 'stopping' | 'stopped';

export interface ChildStatus {
  name: string;
  state: ChildState;
  pid: number | null;
  /** How often it was started again after it had died by itself. */
  restarts: number;
  /** When it came into this state, ISO 8601. */
  since: string;
  /** How it ended the last time. */
  lastExit: { code: number | null; signal: string | null; at: string } | null;
  /** The pause before the next start while it is `waiting`, else null. */
  pauseMs: number | null;
}

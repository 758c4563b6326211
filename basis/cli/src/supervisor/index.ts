export type { Timing } from './backoff.ts';
export type { ChildSpec, ChildState, ChildStatus, CommandSpec, ModuleSpec } from './child-spec.ts';
export type { StandbyOptions } from './launcher.ts';
export { createLogStream, type LogStream, type LogStreamOptions } from './log-stream.ts';
export { announceReady, exitWithParent } from './parent.ts';
export {
  type ChildChange,
  type RestartOnChange,
  type RestartOnChangeOptions,
  restartOnChange,
} from './restart-on-change.ts';
export { createSupervisor, type Supervisor, type SupervisorOptions } from './supervisor.ts';

export type { ChildSpec, ChildStatus } from './child-spec.ts';
export { createLogStream, type LogStreamOptions } from './log-stream.ts';
export { announceReady, exitWithParent } from './parent.ts';
export { type ChildChange, type RestartOnChange, restartOnChange } from './restart-on-change.ts';
export { createSupervisor, type Supervisor, type SupervisorOptions } from './supervisor.ts';

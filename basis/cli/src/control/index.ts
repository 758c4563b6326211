export { type ControlConnection, connectControl } from './control-client.ts';
export {
  type ControlHandler,
  type ControlServer,
  type ControlServerOptions,
  createControlServer,
} from './control-server.ts';

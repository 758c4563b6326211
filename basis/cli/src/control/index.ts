export { type ControlConnection, connectControl } from './control-client.ts';
export { type ControlHandler, type ControlServer, createControlServer, refuseSecondSystem } from './control-server.ts';

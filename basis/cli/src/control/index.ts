export { connectControl } from './control-client.ts';
export { type ControlHandler, type ControlServer, createControlServer } from './control-server.ts';

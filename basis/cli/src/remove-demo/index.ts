export { askOnTerminal } from './ask-on-terminal.ts';
export { type RemoveDemoOptions, removeDemo } from './remove-demo.ts';

export { askOnTerminal } from './ask-on-terminal.ts';
export { removeDemo } from './remove-demo.ts';

export type { Removal } from './plan-removal.ts';
export { type RemoveDemoOptions, removeDemo } from './remove-demo.ts';

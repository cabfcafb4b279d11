export { openRun } from './open-run.js';
export type { OpenOptions } from './open-run.js';
export type * from './api.js';

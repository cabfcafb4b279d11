export { openRun } from './open-run.js';
export type { OpenOptions } from './open-run.js';
export { openLiveRun } from './live.js';
export type { LiveStore } from './live.js';
export type * from './api.js';
export type * from './heap-api.js';

/** Look-ups that answer for ids out of range too, because a store may be damaged. Row 0 of every table is empty. */
import type { RunFunction, RunSite } from '../trace/dimensions.js';
import type { RunTables } from './tables.js';

export function functionOf({ functions }: RunTables, id: number): RunFunction {
  return functions[id < functions.length ? id : 0];
}

export function siteOf({ sites }: RunTables, id: number): RunSite {
  return sites[id < sites.length ? id : 0];
}

export function fileOf({ files }: RunTables, id: number): string {
  return files[id < files.length ? id : 0];
}

import type { RunInfo } from '../../store/api.js';

/** Problems after which nothing of a file was read. */
const FATAL = new Set(['not-a-recording', 'newer-version', 'unreadable']);

/** Why nothing of this file of a run can be shown; null when something can, or the run does not know the file. */
export function unreadableFile({ processes }: RunInfo, name: string): string | null {
  const own = processes.find(({ file }) => file.split(/[/\\]/).at(-1) === name);
  return own?.problems.find(({ code }) => FATAL.has(code))?.message ?? null;
}

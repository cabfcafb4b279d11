import type { RunInfo } from '../../src/store/api.js';
import { plainName } from '../timeline/plain-name.js';

/** What is missing of a run, in words. */
export interface ProblemWords {
  readonly summary: string;
  readonly details: readonly string[];
}

/** More would push the timeline off the page; the command line lists all. */
const MOST_DETAILS = 50;

/** Null when nothing is missing. @param isLive a recording that goes on was not closed, and is not incomplete for that. */
export function problemWords(info: RunInfo, isLive: boolean): ProblemWords | null {
  const several = info.processes.length > 1;
  const details: string[] = [];
  let damaged = 0;
  for (const { pid, problems, complete } of info.processes) {
    const texts = problems.map(({ message }) => message);
    if (texts.length === 0 && !complete && !isLive) {
      texts.push(
        'The recording was not closed: the process was ended from outside, or crashed. Everything before is here.',
      );
    }
    if (texts.length > 0) damaged++;
    details.push(...texts.map((text) => plainName(several ? `Process ${pid}: ${text}` : text)));
  }
  const notices = info.notices.map(({ message }) => plainName(message));
  if (details.length + notices.length === 0) return null;
  const all = [...details, ...notices];
  const shown = all.slice(0, MOST_DETAILS);
  if (all.length > shown.length) shown.push(`And ${all.length - shown.length} more.`);
  return { summary: summaryOf(damaged, info.processes.length), details: shown };
}

function summaryOf(damaged: number, processes: number): string {
  if (damaged === 0) return 'There is something to know about this run.';
  if (processes === 1) return 'A part of this recording is missing.';
  const verb = damaged === 1 ? 'is' : 'are';
  return `A part of this recording is missing: ${damaged} of its ${processes} processes ${verb} incomplete.`;
}

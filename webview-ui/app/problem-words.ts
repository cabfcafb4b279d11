import type { RunInfo } from '../../src/store/api.js';
import { plainName } from '../timeline/plain-name.js';
import { t } from './texts.js';

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
        t('The recording was not closed: the process was ended from outside, or crashed. Everything before is here.'),
      );
    }
    if (texts.length > 0) damaged++;
    details.push(...texts.map((text) => plainName(several ? t('Process {0}: {1}', pid, text) : text)));
  }
  const notices = info.notices.map(({ message }) => plainName(message));
  if (details.length + notices.length === 0) return null;
  const all = [...details, ...notices];
  const shown = all.slice(0, MOST_DETAILS);
  if (all.length > shown.length) shown.push(t('And {0} more.', all.length - shown.length));
  return { summary: summaryOf(damaged, info.processes.length), details: shown };
}

function summaryOf(damaged: number, processes: number): string {
  if (damaged === 0) return t('There is something to know about this run.');
  if (processes === 1) return t('A part of this recording is missing.');
  return damaged === 1
    ? t('A part of this recording is missing: 1 of its {0} processes is incomplete.', processes)
    : t('A part of this recording is missing: {0} of its {1} processes are incomplete.', damaged, processes);
}

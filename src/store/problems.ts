import type { CallBuilder } from '../trace/call-builder.js';
import { MAX_PAIRS } from '../trace/process-totals.js';
import type { ProblemInfo } from './api.js';

function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('#', count.toLocaleString('en-US'));
}

/** What did not fit together while calls were built, in words. */
export function mismatchProblems({ mismatches, totals }: CallBuilder): readonly ProblemInfo[] {
  const { lost, endsWithoutBegin, resumesWithoutCall, backwards, beyondLimit } = mismatches;
  const problems: ProblemInfo[] = [];
  const add = (code: string, count: number, one: string, many: string) => {
    if (count > 0) problems.push({ code, message: counted(count, one, many) });
  };
  add(
    'calls-lost',
    lost,
    'The end of one call is missing; it was closed where its caller went on.',
    'The ends of # calls are missing; they were closed where their callers went on.',
  );
  add(
    'ends-without-begin',
    endsWithoutBegin,
    'One call ended whose begin is not recorded: it began before the recording, or its begin is missing.',
    '# calls ended whose begins are not recorded: they began before the recording, or their begins are missing.',
  );
  add(
    'resumes-without-call',
    resumesWithoutCall,
    'One generator or coroutine went on whose begin is not recorded.',
    '# generators or coroutines went on whose begins are not recorded.',
  );
  add(
    'clock-went-back',
    backwards,
    'The clock of one chunk of events went back; its times were held.',
    'The clocks of # chunks of events went back; their times were held.',
  );
  add(
    'too-many-calls',
    beyondLimit,
    'One event is beyond the calls a thread can hold.',
    '# events are beyond the calls a thread can hold.',
  );
  const left = totals.edges.pairs.overflow + totals.sites.pairs.overflow;
  if (left > 0) {
    const most = MAX_PAIRS.toLocaleString('en-US');
    problems.push({ code: 'edges-capped', message: `Only the first ${most} pairs of caller and callee are counted.` });
  }
  return problems;
}

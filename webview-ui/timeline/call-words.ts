import type { CallRow } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { duration, place, sizeChange } from '../call/format.js';
import { outcomeText } from '../call/outcome.js';
import { plainName } from './plain-name.js';

/** A call for those who hear the page. @param live whether the program still runs. */
export function callWords(call: CallRow, live: boolean): string {
  const parts = [
    plainName(call.qualname),
    duration(call.durationNs),
    outcomeText(call.outcome, live),
    ...(call.memory === undefined ? [] : [t('{0} net', sizeChange(call.memory.allocated - call.memory.freed))]),
    plainName(place(call.file, call.line)),
    ...(call.task === null ? [] : [t('task {0}', plainName(call.task))]),
  ];
  return parts.join(', ');
}

import { plainName } from '../timeline/plain-name.js';
import { t } from './texts.js';
import type { Trouble } from './troubles.js';

/** Of a run of a thousand threads all lanes may fail at once. */
const MOST_NAMED = 3;

/** What could not be read and why; things with the same reason together. */
export function troubleWords(troubles: readonly Trouble[]): string {
  const byMessage = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const same = byMessage.get(trouble.message) ?? [];
    byMessage.set(trouble.message, [...same, trouble]);
  }
  const reasons = [...byMessage].slice(0, MOST_NAMED).map(([message, same]) => {
    const named = same.slice(0, MOST_NAMED).map(({ what }) => what);
    if (same.length > MOST_NAMED) named.push(t('{0} more', same.length - MOST_NAMED));
    return `${named.join(', ')} (${plainName(message)})`;
  });
  return t('What is shown is not all of it. Could not be read: {0}.', reasons.join('; '));
}

import { assertNever } from '../base/assert-never.js';
import { plural } from '../base/counts.js';
import { bytes, formatBytes } from '../base/units.js';
import { holderName, threadOfFrame } from './holding-path.js';
import type { Holder } from './verdict.js';

/** What a holder holds, and what is known of it besides. */
export function sentenceOf(holder: Holder): string {
  const size = formatBytes(bytes(holder.retainedBytes));
  const chain = holder.path
    .filter(({ repeats }) => repeats > 1)
    .map(({ edge, repeats }) => `${edge.replace(/^\./, '')} x ${repeats.toLocaleString('en')}`);
  const along = chain.length === 0 ? '' : ` (along ${chain.join(', ')})`;
  const because = holder.idiom === null ? '' : `: ${holder.idiom.because}`;
  const frames = runningFrames(holder);
  const by = frames ?? namesOf(holder) + throughWhat(holder);
  const them = frames !== null || holder.others.length > 0 ? 'them' : 'it';
  return `${size} is held by ${by}${along}${because}; clearing ${them} frees ${plural(holder.count, 'object')}${evidence(holder)}.`;
}

/** What else is known, besides how much it is. */
function evidence({ grown, isDeclared }: Holder): string {
  if (grown !== null) {
    const more = `${plural(grown.count, `${grown.type} object`)} (${formatBytes(bytes(grown.bytes))})`;
    return `; it grew in every step of ${grown.snapshots} snapshots, by ${more}`;
  }
  return isDeclared ? '; the program sets it once and only reads it, so it may be meant to stay' : '';
}

function namesOf(holder: Holder): string {
  const names = [holderName(holder.path), ...holder.others];
  const [last] = names.slice(-1);
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last} at once`;
}

function throughWhat({ shape, itemCount, itemType, count }: Holder): string {
  switch (shape) {
    case 'items':
      return `, through ${plural(itemCount, `${itemType} object`)}`;
    case 'single':
      return `, a single ${itemType} object`;
    case 'chain':
    case 'mixed':
      return `, through ${plural(count, 'object')}`;
    default:
      return assertNever(shape, 'shape');
  }
}

/** Of many threads, each of which holds its part; else null. */
function runningFrames({ path: [root], itemCount, shape }: Holder): string | null {
  if (root === undefined || !root.isHolder || shape !== 'items' || itemCount === 1) return null;
  const thread = threadOfFrame(root.edge);
  return thread === null ? null : `${plural(itemCount, 'running frame')} such as that of ${thread}`;
}

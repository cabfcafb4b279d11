import type { DominatedNode } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { count } from '../call/format.js';
import type { IcicleRest } from './icicle-layout.js';
import { objectsText } from './words.js';

/** What stands on the box of a node. */
export function nodeName({ node, edge, type, repeats }: DominatedNode): string {
  if (node < 0) return t('All objects');
  const times = repeats > 1 ? ` × ${count(repeats)}` : '';
  return edge === '' ? type : `${edge}${times}  ${type}`;
}

/** What stands on a box for several: too small to be drawn, or deeper than what was asked for. */
export function restName({ objects }: IcicleRest): string {
  if (objects === 0) return t('other objects');
  return objects === 1 ? t('1 more object') : t('{0} more objects', count(objects));
}

export function keepsText({ retainedCount }: DominatedNode): string {
  return objectsText(retainedCount);
}

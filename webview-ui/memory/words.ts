import type { HeapHolder } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { count } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';

/** `1 object`, `1,346,269 objects`. */
export function objectsText(objects: number): string {
  return objects === 1 ? t('1 object') : t('{0} objects', count(objects));
}

export function typesText(types: number): string {
  return types === 1 ? t('1 type') : t('{0} types', count(types));
}

/** What docs/format.md says of `reason`. */
const reasons = new Map([
  ['exit', t('at the end of the program')],
  ['api', t('asked for by the program')],
  ['command', t('asked for on the command line')],
  ['editor', t('asked for in the editor')],
  ['breakpoint', t('at a breakpoint')],
  ['every', t('taken at intervals')],
  ['growth', t('because memory had grown')],
]);

/** Why a snapshot was taken. A reason of a newer recorder as it is. */
export function reasonText(reason: string): string {
  return reasons.get(reason) ?? plainName(reason);
}

const confidences: Readonly<Record<HeapHolder['confidence'], string>> = {
  high: t('High confidence'),
  medium: t('Medium confidence'),
  low: t('Low confidence'),
};

export function confidenceText(confidence: HeapHolder['confidence']): string {
  return confidences[confidence];
}

/** What a holder holds: `41,875 traceback objects`. */
export function heldText({ shape, itemCount, itemType, count: objects }: HeapHolder): string {
  return shape === 'items' ? t('{0} of type {1}', objectsText(itemCount), itemType) : objectsText(objects);
}

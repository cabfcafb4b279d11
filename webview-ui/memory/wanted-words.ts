import type { HeapFound, HeapWanted } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { duration } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import { objectsText } from './words.js';

/** What was found of a value of a call, and how sure that is: a sentence or two. */
export function wantedText(wanted: HeapWanted, found: HeapFound): string {
  const { type, address, laterNs } = wanted;
  const name = valueName(wanted);
  const plain = plainName(type);
  if (found.node !== null && address !== null) {
    return laterNs >= 0
      ? t(
          '{0}: a {1} lies at {2}, as it was recorded {3} before this snapshot. It is the same object unless that was freed in between and another {1} took its place.',
          name,
          plain,
          address,
          duration(laterNs),
        )
      : t(
          '{0}: a {1} lies at {2}, where it was recorded {3} after this snapshot. It is the same object only if it was there already: take a later snapshot to be sure.',
          name,
          plain,
          address,
          duration(-laterNs),
        );
  }
  return `${missingText(wanted, found)} ${othersText(plain, found)}`;
}

function missingText(wanted: HeapWanted, { typeThere }: HeapFound): string {
  const { type, address, laterNs } = wanted;
  const name = valueName(wanted);
  if (address === null) {
    return t(
      '{0}: recordings do not tell the address of a {1}, so which object it is cannot be told.',
      name,
      plainName(type),
    );
  }
  if (laterNs < 0) {
    return t('{0} is not in this snapshot, which was taken {1} before it was recorded.', name, duration(-laterNs));
  }
  if (typeThere !== null) {
    return t(
      '{0} is gone: it was freed before this snapshot was taken, {1} later. At its address, {2}, lies a {3} now.',
      name,
      duration(laterNs),
      address,
      typeThere,
    );
  }
  return t(
    '{0} is gone: nothing lies at its address, {1}, in this snapshot, which was taken {2} later.',
    name,
    address,
    duration(laterNs),
  );
}

function othersText(type: string, { count }: HeapFound): string {
  return count === 0
    ? t('There is no object of type {0} in it.', type)
    : t('Listed are all of its type: {0}.', objectsText(count));
}

/** `order of price()`; what came out of a call has no name. */
function valueName({ name, function: called }: HeapWanted): string {
  return name === ''
    ? t('What came out of {0}()', plainName(called))
    : t('{0} of {1}()', plainName(name), plainName(called));
}

/** Whether what was kept from an earlier page is a value that was wanted. */
export function isWanted(kept: unknown): kept is HeapWanted | null {
  if (kept === null) return true;
  if (typeof kept !== 'object' || !('name' in kept && 'function' in kept && 'type' in kept)) return false;
  if (!('address' in kept && 'laterNs' in kept)) return false;
  const { name, function: called, type, address, laterNs } = kept;
  const areTexts = [name, called, type, address ?? ''].every((text) => typeof text === 'string');
  return areTexts && typeof laterNs === 'number' && Number.isFinite(laterNs);
}

import type { CallRow, Memory } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { size, sizeChange } from './format.js';

/** Bytes of the call itself, by its callees. */
interface SelfMemory extends Memory {
  /** `at most`: not all callees are known. `about`: some ran partly elsewhere, as generators do. */
  readonly precision: 'exact' | 'at most' | 'about';
}

/** Null where they were not counted, or nothing can be said. */
function selfMemory({ memory }: CallRow, callees: readonly CallRow[], areAll: boolean): SelfMemory | null {
  if (memory === undefined) return null;
  let { allocated, freed } = memory;
  for (const callee of callees) {
    if (callee.memory === undefined) return null;
    allocated -= callee.memory.allocated;
    freed -= callee.memory.freed;
  }
  const ranElsewhere = callees.some(({ activeNs, durationNs }) => activeNs !== durationNs);
  if (ranElsewhere && !areAll) return null;
  const precision = ranElsewhere ? 'about' : areAll ? 'exact' : 'at most';
  return { allocated: Math.max(0, allocated), freed: Math.max(0, freed), precision };
}

export interface MemoryFact {
  readonly name: string;
  readonly value: string;
}

const signs = { exact: '', about: '≈ ', 'at most': '≤ ' } as const;

/**
 * What a call allocated and freed with what it called, and by itself; empty where that was not counted.
 *
 * @param callees null while they are on their way. @param areAll whether there are no more of them.
 */
export function memoryFacts(row: CallRow, callees: readonly CallRow[] | null, areAll: boolean): readonly MemoryFact[] {
  const { memory } = row;
  if (memory === undefined) return [];
  const self = callees === null ? null : selfMemory(row, callees, areAll);
  const both = (text: (of: Memory) => string): string => {
    const total = text(memory);
    if (callees === null) return t('{0}, self {1}', total, '…');
    return self === null ? total : t('{0}, self {1}', total, signs[self.precision] + text(self));
  };
  const net = ({ allocated, freed }: Memory) => sizeChange(allocated - freed);
  return [
    { name: t('Allocated'), value: both(({ allocated }) => size(allocated)) },
    { name: t('Freed'), value: both(({ freed }) => size(freed)) },
    // Of a difference nothing is known while callees are missing.
    { name: t('Net'), value: callees !== null && !areAll ? net(memory) : both(net) },
  ];
}

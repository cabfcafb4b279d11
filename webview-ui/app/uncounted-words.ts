import type { RunInfo } from '../../src/store/api.js';
import { plainName } from '../timeline/plain-name.js';
import { t } from './texts.js';

const SETTING = 'tracehold.record.allocations';
const OPTION = '--allocations';

/** Whether some process of the run tells what was allocated and freed. */
export function countsMemory({ processes }: RunInfo): boolean {
  return processes.some(({ allocations }) => allocations);
}

/** Why the bytes of a run were not counted, and what to do so that they are; null where they were, or nobody could yet. */
export function uncountedWords(info: RunInfo): string | null {
  if (info.processes.length === 0 || countsMemory(info)) return null;
  const refused = info.processes.flatMap(({ problems }) => problems).find(({ code }) => code === 'no-allocations');
  if (refused !== undefined) return plainName(refused.message);
  const isPure = info.processes.every(({ recorder }) => recorder === 'pure');
  return isPure
    ? t(
        'Allocated and freed bytes were not counted: the pure recorder cannot. The native recorder counts them, with the setting {0} or the option {1}.',
        SETTING,
        OPTION,
      )
    : t(
        'Allocated and freed bytes were not counted: nobody asked for it. Switch on the setting {0}, or record with the option {1}.',
        SETTING,
        OPTION,
      );
}

import { counted } from '../call/format.js';
import { formatDuration, nanoseconds } from '../../src/base/units.js';
import { plainName } from '../timeline/plain-name.js';
import { useModel } from './model.js';

/** Which run this is, and how large. */
export function RunTitle() {
  const model = useModel();
  const processes = model.info.value?.processes ?? [];
  const calls = processes.reduce((sum, process) => sum + process.calls, 0);
  const longest = Math.max(0, ...processes.map(({ durationNs }) => durationNs));
  const name = plainName(model.start.value?.name ?? '');
  const first = processes.at(0);
  const parts = [counted(calls, 'call')];
  if (processes.length > 1) parts.push(counted(processes.length, 'process', 'processes'));
  parts.push(formatDuration(nanoseconds(longest)));
  if (first !== undefined) parts.push(`Python ${plainName(first.python)}`);
  return (
    <div class="page-title">
      <h1 title={name}>{name}</h1>
      {model.live.value && <span class="page-live">Recording</span>}
      <span class="page-figures" title={first === undefined ? '' : plainName(first.reason)}>
        {parts.join(' · ')}
      </span>
    </div>
  );
}

import { formatDuration, nanoseconds } from '../../src/base/units.js';
import { plainName } from '../timeline/plain-name.js';
import { callsText, processesText } from './counts.js';
import { useModel } from './model.js';
import { t } from './texts.js';

/** Which run this is, and how large. */
export function RunTitle() {
  const model = useModel();
  const processes = model.info.value?.processes ?? [];
  const calls = processes.reduce((sum, process) => sum + process.calls, 0);
  const longest = Math.max(0, ...processes.map(({ durationNs }) => durationNs));
  const name = plainName(model.start.value?.name ?? '');
  const first = processes.at(0);
  const parts = [callsText(calls)];
  if (processes.length > 1) parts.push(processesText(processes.length));
  parts.push(formatDuration(nanoseconds(longest)));
  if (first !== undefined) parts.push(`Python ${plainName(first.python)}`);
  // It costs more; its reason, which is shown on hover, says how much and why there is no other.
  if (first?.recorder === 'pure') parts.push(t('pure recorder'));
  return (
    <div class="page-title">
      <h1 title={name}>{name}</h1>
      {model.live.value && <span class="page-live">{t('Recording')}</span>}
      <span class="page-figures" title={first === undefined ? '' : plainName(first.reason)}>
        {parts.join(' · ')}
      </span>
    </div>
  );
}

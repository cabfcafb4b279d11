import type { TaskInfo } from '../../src/store/api.js';
import { count } from '../call/format.js';
import { callsText, tasksText } from '../app/counts.js';
import { t } from '../app/texts.js';
import { HEADER_HEIGHT } from './lane-layout.js';
import type { Lane } from './lane-layout.js';
import { plainName } from './plain-name.js';
import { useParts } from './timeline-parts.js';

/** The name of a thread, which stays on top while its rows are scrolled. */
export function LaneHeader({ lane }: { lane: Lane }) {
  const { state, model, tasks } = useParts();
  const isSelected = model.selection.value.thread === lane.thread;
  const { track } = lane;
  const selected = tasks.selected.value?.thread === lane.thread ? tasks.selected.value : null;
  return (
    <div class="timeline-lane" style={{ top: `${lane.top}px`, height: `${lane.height}px` }}>
      <button
        type="button"
        class={isSelected ? 'timeline-lane-header selected' : 'timeline-lane-header'}
        style={{ height: `${HEADER_HEIGHT}px` }}
        aria-expanded={!lane.collapsed}
        title={toggleText(lane)}
        onClick={() => state.toggleLane(lane.key)}
      >
        <span class="timeline-chevron" aria-hidden="true" />
        <span class="timeline-lane-name">{track === null ? lane.name : t('{0}: asyncio tasks', lane.name)}</span>
        {lane.process !== '' && <span class="timeline-lane-process">{lane.process}</span>}
        <span class="timeline-lane-calls">{track === null ? callsText(lane.calls) : trackText(track)}</span>
        {track !== null && selected !== null && <span class="timeline-lane-task">{taskText(selected)}</span>}
      </button>
    </div>
  );
}

function toggleText({ track, collapsed }: Lane): string {
  if (track === null) return collapsed ? t('Show the calls of this thread') : t('Hide the calls of this thread');
  return collapsed ? t('Show the tasks of this thread') : t('Hide the tasks of this thread');
}

function trackText({ tasks, rows, left }: NonNullable<Lane['track']>): string {
  const parts = [tasksText(tasks)];
  if (rows > 1) parts.push(t('up to {0} at once', count(rows)));
  if (left === 1) parts.push(t('1 later step not shown'));
  else if (left > 1) parts.push(t('{0} later steps not shown', count(left)));
  return parts.join(', ');
}

function taskText({ name, index, of }: TaskInfo): string {
  return t('selected: {0}, {1} of {2}', plainName(name), count(index + 1), count(of));
}

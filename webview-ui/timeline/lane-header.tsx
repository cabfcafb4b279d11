import type { TaskInfo } from '../../src/store/api.js';
import { count, counted } from '../call/format.js';
import { HEADER_HEIGHT } from './lane-layout.js';
import type { Lane } from './lane-layout.js';
import { plainName } from './plain-name.js';
import { useParts } from './timeline-parts.js';

/** The name of a thread, which stays on top while its rows are scrolled. */
export function LaneHeader({ lane }: { lane: Lane }) {
  const { state, model, tasks } = useParts();
  const isSelected = model.selection.value.thread === lane.thread;
  const { track } = lane;
  const what = track === null ? 'calls' : 'tasks';
  const selected = tasks.selected.value?.thread === lane.thread ? tasks.selected.value : null;
  return (
    <div class="timeline-lane" style={{ top: `${lane.top}px`, height: `${lane.height}px` }}>
      <button
        type="button"
        class={isSelected ? 'timeline-lane-header selected' : 'timeline-lane-header'}
        style={{ height: `${HEADER_HEIGHT}px` }}
        aria-expanded={!lane.collapsed}
        title={`${lane.collapsed ? 'Show' : 'Hide'} the ${what} of this thread`}
        onClick={() => state.toggleLane(lane.key)}
      >
        <span class="timeline-chevron" aria-hidden="true" />
        <span class="timeline-lane-name">{track === null ? lane.name : `${lane.name}: asyncio tasks`}</span>
        {lane.process !== '' && <span class="timeline-lane-process">{lane.process}</span>}
        <span class="timeline-lane-calls">{track === null ? counted(lane.calls, 'call') : tasksText(track)}</span>
        {track !== null && selected !== null && <span class="timeline-lane-task">{taskText(selected)}</span>}
      </button>
    </div>
  );
}

function tasksText({ tasks, rows, left }: NonNullable<Lane['track']>): string {
  const atOnce = rows > 1 ? `, up to ${count(rows)} at once` : '';
  return `${counted(tasks, 'task')}${atOnce}${left > 0 ? `, ${counted(left, 'later step')} not shown` : ''}`;
}

function taskText({ name, index, of }: TaskInfo): string {
  return `selected: ${plainName(name)}, ${count(index + 1)} of ${count(of)}`;
}

import { counted } from '../call/format.js';
import { HEADER_HEIGHT } from './lane-layout.js';
import type { Lane } from './lane-layout.js';
import { useParts } from './timeline-parts.js';

/** The name of a thread, which stays on top while its rows are scrolled. */
export function LaneHeader({ lane }: { lane: Lane }) {
  const { state, model } = useParts();
  const isSelected = model.selection.value.thread === lane.thread;
  return (
    <div class="timeline-lane" style={{ top: `${lane.top}px`, height: `${lane.height}px` }}>
      <button
        type="button"
        class={isSelected ? 'timeline-lane-header selected' : 'timeline-lane-header'}
        style={{ height: `${HEADER_HEIGHT}px` }}
        aria-expanded={!lane.collapsed}
        title={lane.collapsed ? 'Show the calls of this thread' : 'Hide the calls of this thread'}
        onClick={() => state.toggleLane(lane.thread)}
      >
        <span class="timeline-chevron" aria-hidden="true" />
        <span class="timeline-lane-name">{lane.name}</span>
        {lane.process !== '' && <span class="timeline-lane-process">{lane.process}</span>}
        <span class="timeline-lane-calls">{counted(lane.calls, 'call')}</span>
      </button>
    </div>
  );
}

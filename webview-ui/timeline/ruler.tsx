import { useParts } from './timeline-parts.js';
import { rulerTicks } from './ruler-ticks.js';
import { toX } from './time-window.js';

/** Times along the top. The ticks are few: elements do. */
export function Ruler() {
  const { state } = useParts();
  const view = state.view.value;
  const { width } = state.size.value;
  return (
    <div class="timeline-ruler" aria-hidden="true">
      {rulerTicks(view, width).map(({ ns, label }) => (
        <span key={ns} class="timeline-tick" style={{ transform: `translateX(${toX(view, width, ns)}px)` }}>
          {label}
        </span>
      ))}
    </div>
  );
}

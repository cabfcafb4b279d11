import { useParts } from './timeline-parts.js';

/** Zooming for those who have no wheel, and following a program that runs. */
export function Toolbar() {
  const { state, model } = useParts();
  return (
    <div class="timeline-tools" role="toolbar" aria-label="Timeline">
      {model.live.value && (
        <button
          type="button"
          class="text-button live"
          aria-pressed={state.follows.value}
          title="Keep the end of the run in view while the program runs"
          onClick={() => state.setFollows(!state.follows.peek())}
        >
          Live
        </button>
      )}
      <button
        type="button"
        class="icon-button minus"
        aria-label="Zoom out"
        title="Zoom out (-)"
        onClick={() => state.zoom(1 / 0.7)}
      />
      <button
        type="button"
        class="icon-button plus"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => state.zoom(0.7)}
      />
      <button
        type="button"
        class="text-button"
        title="Show the whole run (0)"
        onClick={() => state.show(state.whole.peek())}
      >
        Whole Run
      </button>
    </div>
  );
}

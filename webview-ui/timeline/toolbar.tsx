import { t } from '../app/texts.js';
import { useParts } from './timeline-parts.js';

/** Zooming for those who have no wheel, and following a program that runs. */
export function Toolbar() {
  const { state, model, colours } = useParts();
  const { value: uncounted } = colours.uncounted;
  return (
    <div class="timeline-tools" role="toolbar" aria-label={t('Timeline')}>
      {model.live.value && (
        <button
          type="button"
          class="text-button live"
          aria-pressed={state.follows.value}
          title={t('Keep the end of the run in view while the program runs')}
          onClick={() => state.setFollows(!state.follows.peek())}
        >
          {t('Live')}
        </button>
      )}
      <button
        type="button"
        class="text-button"
        aria-pressed={colours.byMemory.value}
        aria-disabled={uncounted !== null}
        aria-label={t('Colour by Memory')}
        title={uncounted ?? t('Colour calls by the bytes that they allocated less those that they freed (M)')}
        onClick={() => colours.toggle()}
      >
        {t('Memory')}
      </button>
      <button
        type="button"
        class="icon-button minus"
        aria-label={t('Zoom out')}
        title={t('Zoom out (-)')}
        onClick={() => state.zoom(1 / 0.7)}
      />
      <button
        type="button"
        class="icon-button plus"
        aria-label={t('Zoom in')}
        title={t('Zoom in (+)')}
        onClick={() => state.zoom(0.7)}
      />
      <button
        type="button"
        class="text-button"
        title={t('Show the whole run (0)')}
        onClick={() => state.show(state.whole.peek())}
      >
        {t('Whole Run')}
      </button>
    </div>
  );
}

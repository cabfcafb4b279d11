import { t } from '../app/texts.js';
import { countsMemory } from '../app/uncounted-words.js';
import { size } from '../call/format.js';
import { cssColour } from './colours.js';
import { STEPS, TONES, UNCOUNTED, bytesOf, toneColours } from './memory-scale.js';
import { useParts } from './timeline-parts.js';
import { useTheme } from './use-theme.js';

/** Steps that are written on. */
const NAMED = [4, 7, 10];

/** What the colours mean while they are those of memory; or why they cannot be, once somebody asked. */
export function MemoryLegend() {
  const { colours } = useParts();
  const { value: why } = colours.uncounted;
  if (why !== null) {
    return (
      <div class="timeline-note" role="status">
        {colours.explains.value ? why : ''}
      </div>
    );
  }
  return colours.byMemory.value ? <Scale /> : null;
}

function Scale() {
  const { model } = useParts();
  const theme = useTheme();
  const processes = model.info.value?.processes ?? [];
  const isPart = model.info.value !== null && countsMemory(model.info.value) && !processes.every(isCounted);
  const fills = toneColours(theme.kind, theme.background, theme.foreground).map(cssColour);
  return (
    <div class="timeline-legend" role="group" aria-label={t('What colours mean')}>
      <span
        class="timeline-legend-title"
        title={t('What the local variables of a call held is freed after its return, by its caller.')}
      >
        {t('Net bytes of a call and what it called')}
      </span>
      <span class="timeline-scale" role="img" aria-label={scaleText()}>
        {fills.slice(0, TONES).map((fill, tone) => (
          <span key={tone} class="timeline-tone" style={{ background: fill }}>
            {nameOf(tone) !== '' && <span class="timeline-tone-name">{nameOf(tone)}</span>}
          </span>
        ))}
      </span>
      {isPart && (
        <span class="timeline-legend-title">
          <span class="timeline-tone" style={{ background: fills[UNCOUNTED] }} /> {t('not counted')}
        </span>
      )}
    </div>
  );
}

function isCounted({ allocations }: { readonly allocations?: boolean }): boolean {
  return allocations === true;
}

/** Of the steps that are written on: `−1 MiB`; empty for others. */
function nameOf(tone: number): string {
  const step = Math.abs(tone - STEPS);
  if (step === 0) return '0';
  if (!NAMED.includes(step)) return '';
  return `${tone < STEPS ? '\u2212' : '+'}${shortSize(step)}`;
}

function shortSize(step: number): string {
  return size(bytesOf(step)).replace('.00', '').replace('.0', '');
}

function scaleText(): string {
  const most = shortSize(STEPS);
  return t('From blue, {0} or more freed, over grey to orange, {0} or more allocated', most);
}

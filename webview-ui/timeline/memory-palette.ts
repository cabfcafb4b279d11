import type { SpanColumns } from '../../src/store/api.js';
import { mixed, pixelOf } from './colours.js';
import type { Rgb } from './colours.js';
import { TONES, UNCOUNTED, toneColours, toneOf } from './memory-scale.js';
import { DIM_SHARE } from './palette.js';
import type { Palette } from './palette.js';
import type { StripColours } from './strip.js';
import type { Theme } from './theme.js';

/** Tones, and what was not counted: first bright, then dim. */
const SIZE = TONES + 1;

/** The same palette with colours of net bytes instead of functions: what is looked for stays what it is. */
export function memoryPaletteOf(theme: Theme, palette: Palette): Palette {
  const { background, foreground } = theme;
  const isContrast = theme.kind.startsWith('high-contrast');
  const bright = toneColours(theme.kind, background, foreground);
  const dim = bright.map((colour) => mixed(background, colour, DIM_SHARE));
  // In high contrast what is too narrow for a border would be black on black; and borders there are blue, which is a tone here.
  const paler = (fill: Rgb) => (isContrast ? mixed(fill, foreground, 0.45) : mixed(fill, background, 0.35));
  const pixels = (change: (colour: Rgb) => Rgb) =>
    Uint32Array.from([...bright, ...dim], (colour) => pixelOf(change(colour)));
  const indexOf = indices(palette.bright);
  const colours: StripColours = {
    fill: pixels((colour) => colour),
    stripe: pixels(paler),
    edge: isContrast ? pixelOf(foreground) : palette.edge,
    outlined: palette.outlined,
    indexOf,
  };
  const rest = pixels((colour) => (isContrast ? background : mixed(background, colour, 0.35)));
  const resting = { ...colours, fill: rest, stripe: isContrast ? colours.stripe : rest };
  return { ...colours, bright: palette.bright, resting, found: palette.found };
}

/** Colours of spans, worked out once for each answer of the host. */
function indices(bright: Uint8Array): (spans: SpanColumns) => Uint8Array {
  const known = new WeakMap<SpanColumns, Uint8Array>();
  const last = bright.length - 1;
  return (spans) => {
    const before = known.get(spans);
    if (before !== undefined) return before;
    const { count, functionId, netBytes } = spans;
    const made = new Uint8Array(count);
    for (let span = 0; span < count; span++) {
      const tone = netBytes === undefined ? UNCOUNTED : toneOf(netBytes[span]);
      made[span] = bright[Math.min(functionId[span], last)] === 1 ? tone : SIZE + tone;
    }
    known.set(spans, made);
    return made;
  };
}

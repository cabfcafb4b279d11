import { mixed, oklchToRgb } from './colours.js';
import type { Rgb, ThemeKind } from './colours.js';

/**
 * Colours of net bytes: a scale in steps of four around zero, from grey to blue where more was freed and to orange where more
 * was allocated. Blue and orange are told apart by people with any of the usual colour blindnesses.
 */

/** On either side of zero. */
export const STEPS = 10;
const LEAST_BYTES = 256;

/** A tone is 0 for the most that was freed, `STEPS` for next to nothing, `2 * STEPS` for the most that was allocated. */
export const TONES = 2 * STEPS + 1;

/** Where bytes were not counted: behind all others. */
export const UNCOUNTED = 2 * STEPS + 1;

/** Least number of bytes of a step, from 1 to `STEPS`: 256, 1 KiB, 4 KiB ... 64 MiB. */
export function bytesOf(step: number): number {
  return LEAST_BYTES * 4 ** (step - 1);
}

/** @param net bytes allocated less bytes freed; NaN where they were not counted. */
export function toneOf(net: number): number {
  if (Number.isNaN(net)) return UNCOUNTED;
  const units = Math.min(Math.abs(net) / LEAST_BYTES, 2 ** 30);
  const step = units < 1 ? 0 : Math.min(STEPS, ((31 - Math.clz32(units)) >> 1) + 1);
  return net < 0 ? STEPS - step : STEPS + step;
}

interface Ends {
  readonly zero: number;
  readonly most: number;
}

/** Lightness per theme, so that black or white text is readable on all of it (at least 7:1, as checked by the test). */
const lightness: Record<ThemeKind, Ends> = {
  light: { zero: 0.93, most: 0.72 },
  dark: { zero: 0.33, most: 0.455 },
  'high-contrast': { zero: 0.2, most: 0.455 },
  'high-contrast-light': { zero: 0.97, most: 0.72 },
};

const ORANGE = { degrees: 52, chroma: 0.15 };
const BLUE = { degrees: 255, chroma: 0.15 };
/** Of the strongest colour, so that the first step is one already. */
const LEAST_CHROMA = 0.3;

/** @param tone below `UNCOUNTED`. */
export function toneColour(kind: ThemeKind, tone: number): Rgb {
  const share = Math.abs(tone - STEPS) / STEPS;
  const { zero, most } = lightness[kind];
  const { degrees, chroma } = tone < STEPS ? BLUE : ORANGE;
  const vivid = share === 0 ? 0 : LEAST_CHROMA + (1 - LEAST_CHROMA) * share;
  return oklchToRgb(zero + (most - zero) * share, chroma * vivid, degrees);
}

/** All colours by tone, and that of what was not counted. */
export function toneColours(kind: ThemeKind, background: Rgb, foreground: Rgb): readonly Rgb[] {
  const colours = Array.from({ length: TONES }, (_, tone) => toneColour(kind, tone));
  return [...colours, mixed(background, foreground, 0.06)];
}

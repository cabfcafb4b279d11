import { describe, expect, it } from 'vitest';
import { contrast, pixelOf } from './colours.js';
import type { Rgb, ThemeKind } from './colours.js';
import { STEPS, TONES, UNCOUNTED, bytesOf, toneColour, toneColours, toneOf } from './memory-scale.js';
import { memoryPaletteOf } from './memory-palette.js';
import { paletteOf } from './palette.js';
import { testSpans } from './test-spans.js';
import type { Theme } from './theme.js';

const black = { r: 0, g: 0, b: 0 };
const white = { r: 255, g: 255, b: 255 };
const KiB = 1024;
const MiB = 1024 * KiB;

describe('the scale of net bytes', () => {
  it.each([
    [0, 0],
    [255, 0],
    [-255, 0],
    [256, 1],
    [-256, -1],
    [KiB - 1, 1],
    [KiB, 2],
    [MiB, 7],
    [64 * MiB - 1, 9],
    [64 * MiB, 10],
    [2 ** 53, 10],
    [-(2 ** 53), -10],
  ])('%i bytes are step %i', (net, step) => {
    expect(toneOf(net)).toBe(STEPS + step);
    if (step > 0) expect(bytesOf(step)).toBeLessThanOrEqual(net);
  });

  it('has no step for what was not counted', () => {
    expect(toneOf(NaN)).toBe(UNCOUNTED);
    expect(UNCOUNTED).toBe(TONES);
  });

  const kinds: readonly [ThemeKind, Rgb][] = [
    ['light', black],
    ['dark', white],
    ['high-contrast', white],
    ['high-contrast-light', black],
  ];

  it.each(kinds)('can be written on: %s', (kind, text) => {
    for (let tone = 0; tone < TONES; tone++) expect(contrast(toneColour(kind, tone), text)).toBeGreaterThan(7);
  });

  it.each(kinds)('is grey at zero, bluer below and redder above, more so at every step: %s', (kind) => {
    const warmth = (tone: number) => {
      const { r, b } = toneColour(kind, tone);
      return r - b;
    };
    expect(Math.abs(warmth(STEPS))).toBeLessThanOrEqual(1);
    for (let tone = 1; tone < TONES; tone++) expect(warmth(tone)).toBeGreaterThan(warmth(tone - 1));
  });
});

describe('the palette of net bytes', () => {
  const theme: Theme = {
    kind: 'dark',
    background: black,
    foreground: white,
    faint: white,
    grid: white,
    focus: white,
    error: white,
    border: white,
    font: '11px sans-serif',
  };
  const functions = [1, 2].map((functionId) => ({ functionId, qualname: `f${functionId}`, file: 'a.py' }));
  const spans = testSpans(
    { from: 0, to: 1, fn: 1, net: 5 * MiB },
    { from: 1, to: 2, fn: 2, net: -300 },
    { from: 2, to: 3, fn: 1, net: NaN },
  );
  const colours = toneColours('dark', black, white).map(pixelOf);

  it('gives spans their colour, whatever their function', () => {
    const { fill, indexOf } = memoryPaletteOf(theme, paletteOf(theme, functions, null));
    const shown = Array.from(indexOf?.(spans) ?? [], (index) => fill[index]);
    expect(shown).toEqual([colours[STEPS + 8], colours[STEPS - 1], colours[UNCOUNTED]]);
  });

  it('dims what is not looked for', () => {
    const palette = memoryPaletteOf(theme, paletteOf(theme, functions, new Set([2])));
    const shown = Array.from(palette.indexOf?.(spans) ?? [], (index) => palette.fill[index]);
    expect(shown[1]).toBe(colours[STEPS - 1]);
    expect(shown[0]).not.toBe(colours[STEPS + 8]);
    expect(new Set(shown).size).toBe(3);
    expect(palette.found).not.toBeNull();
  });

  it('knows nothing of spans whose bytes were not counted', () => {
    const { fill, indexOf } = memoryPaletteOf(theme, paletteOf(theme, functions, null));
    const shown = Array.from(indexOf?.(testSpans({ from: 0, to: 1 })) ?? [], (index) => fill[index]);
    expect(shown).toEqual([colours[UNCOUNTED]]);
  });
});

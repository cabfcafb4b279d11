import { describe, expect, it } from 'vitest';
import { HUES, contrast, hueOf, mixed, parseColour, pixelOf, spanColour } from './colours.js';
import type { ThemeKind } from './colours.js';

const black = { r: 0, g: 0, b: 0 };
const white = { r: 255, g: 255, b: 255 };

describe('colours of functions', () => {
  it.each<[ThemeKind, typeof black]>([
    ['light', black],
    ['dark', white],
    ['high-contrast', white],
    ['high-contrast-light', black],
  ])('can be written on: %s', (kind, text) => {
    for (let hue = 0; hue < HUES; hue++) expect(contrast(spanColour(kind, hue), text)).toBeGreaterThan(7);
  });

  it('hang on the name alone and are spread', () => {
    expect(hueOf('shop.Order.total')).toBe(hueOf('shop.Order.total'));
    const hues = new Set(Array.from({ length: 500 }, (_, at) => hueOf(`f${at}`)));
    expect(hues.size).toBe(HUES);
    const together = ['main', 'work', 'leaf', '<module>'].map((name) => hueOf(`slow.py:${name}`));
    expect(new Set(together).size).toBe(together.length);
  });
});

describe('colours of the theme', () => {
  it.each([
    ['#fff', white],
    ['#FFFFFF80', white],
    [' rgb(0, 0, 0)', black],
    ['rgba(255,255,255,0.4)', white],
  ])('are read: %s', (text, expected) => {
    expect(parseColour(text)).toEqual(expected);
  });

  it.each(['', 'red', '#12345', 'var(--x)'])('are not guessed: %j', (text) => {
    expect(parseColour(text)).toBeNull();
  });

  it('become pixels with r first in memory', () => {
    const pixel = Uint32Array.of(pixelOf({ r: 1, g: 2, b: 3 }));
    expect([...new Uint8Array(pixel.buffer)]).toEqual([1, 2, 3, 255]);
    expect(mixed(black, white, 0.5)).toEqual({ r: 128, g: 128, b: 128 });
  });
});

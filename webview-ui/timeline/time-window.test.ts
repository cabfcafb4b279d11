import { describe, expect, it } from 'vitest';
import {
  broughtIntoView,
  clampWindow,
  followed,
  lengthOf,
  panBy,
  timeAt,
  toX,
  windowAround,
  zoomAround,
} from './time-window.js';
import type { TimeWindow } from './time-window.js';

const whole: TimeWindow = { fromNs: 0, toNs: 1_000_000 };

describe('a window of time', () => {
  it('maps times to pixels and back', () => {
    const window = { fromNs: 1000, toNs: 3000 };
    expect(toX(window, 400, 1500)).toBe(100);
    expect(timeAt(window, 400, 100)).toBe(1500);
  });

  it.each([
    ['within', { fromNs: 10, toNs: 500 }, { fromNs: 10, toNs: 500 }],
    ['before the start', { fromNs: -100, toNs: 400 }, { fromNs: 0, toNs: 500 }],
    ['after the end', { fromNs: 999_900, toNs: 1_000_400 }, { fromNs: 999_500, toNs: 1_000_000 }],
    ['wider than the run', { fromNs: -5, toNs: 2_000_000 }, whole],
    ['shorter than anything', { fromNs: 500, toNs: 501 }, { fromNs: 495.5, toNs: 505.5 }],
  ])('is moved into the run: %s', (_, window, expected) => {
    expect(clampWindow(window, whole)).toEqual(expected);
  });

  it('keeps what is under the pointer where it is while zooming', () => {
    const window = { fromNs: 200_000, toNs: 600_000 };
    const zoomed = zoomAround(window, whole, 300_000, 0.5);
    expect(toX(zoomed, 1000, 300_000)).toBeCloseTo(toX(window, 1000, 300_000));
    expect(lengthOf(zoomed)).toBeCloseTo(200_000);
  });

  it('zooms in to ten nanoseconds and out to the whole run, and stays there', () => {
    let window = whole;
    for (let turn = 0; turn < 200; turn++) window = zoomAround(window, whole, 123_456, 0.8);
    expect(lengthOf(window)).toBeCloseTo(10);
    for (let turn = 0; turn < 200; turn++) window = zoomAround(window, whole, 123_456, 1.25);
    expect(window).toEqual(whole);
  });

  it('stops at the ends while panning, with its length', () => {
    const window = { fromNs: 100, toNs: 600 };
    expect(panBy(window, whole, -5000)).toEqual({ fromNs: 0, toNs: 500 });
    expect(panBy(window, whole, 5_000_000)).toEqual({ fromNs: 999_500, toNs: 1_000_000 });
  });

  it('leaves room around a call', () => {
    expect(windowAround({ fromNs: 1000, toNs: 2000 }, whole)).toEqual({ fromNs: 900, toNs: 2100 });
  });
});

describe('bringing a call into view', () => {
  const window = { fromNs: 100_000, toNs: 200_000 };

  it.each([
    ['seen already', { fromNs: 120_000, toNs: 130_000 }],
    ['around the window', { fromNs: 0, toNs: 900_000 }],
  ])('moves nothing: %s', (_, stretch) => {
    expect(broughtIntoView(window, whole, stretch)).toBe(window);
  });

  it('moves there when it is elsewhere', () => {
    const shown = broughtIntoView(window, whole, { fromNs: 500_000, toNs: 510_000 });
    expect(shown).toEqual({ fromNs: 455_000, toNs: 555_000 });
  });

  it('zooms out to what is longer than the window', () => {
    const shown = broughtIntoView(window, whole, { fromNs: 400_000, toNs: 900_000 });
    expect(shown).toEqual({ fromNs: 350_000, toNs: 950_000 });
  });

  it('zooms in to what would be a speck', () => {
    const shown = broughtIntoView(window, whole, { fromNs: 150_000, toNs: 150_010 });
    expect(lengthOf(shown)).toBe(200);
  });
});

describe('following the end', () => {
  it('shows all for as long as all is shown', () => {
    expect(followed({ fromNs: 0, toNs: 100 }, { fromNs: 0, toNs: 100 }, { fromNs: 0, toNs: 300 })).toEqual({
      fromNs: 0,
      toNs: 300,
    });
  });

  it('keeps the length otherwise', () => {
    expect(followed({ fromNs: 50, toNs: 100 }, { fromNs: 0, toNs: 100 }, { fromNs: 0, toNs: 300 })).toEqual({
      fromNs: 250,
      toNs: 300,
    });
  });
});

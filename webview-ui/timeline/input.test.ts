import { describe, expect, it } from 'vitest';
import { cardPlace } from './card-place.js';
import { keyAction } from './keyboard.js';
import type { KeyAction } from './keyboard.js';
import { wheelIntent } from './wheel.js';

describe('the wheel', () => {
  const still = { deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false, altKey: false, ctrlKey: false };

  it('zooms in when it is turned away, by a fifth a notch', () => {
    const intent = wheelIntent({ ...still, deltaY: -100 });
    expect(intent).toMatchObject({ kind: 'zoom', factor: expect.closeTo(0.8, 2) as number });
  });

  it.each([
    ['with Shift', { deltaY: 50, shiftKey: true }, { kind: 'pan', pixels: 50 }],
    ['sideways', { deltaX: -30, deltaY: 4 }, { kind: 'pan', pixels: -30 }],
    ['with Alt', { deltaY: 50, altKey: true }, { kind: 'scroll', pixels: 50 }],
    ['in lines', { deltaY: 3, deltaMode: 1, shiftKey: true }, { kind: 'pan', pixels: 54 }],
    ['spun', { deltaY: 9000, altKey: true }, { kind: 'scroll', pixels: 300 }],
  ])('%s', (_, parts, expected) => {
    expect(wheelIntent({ ...still, ...parts })).toEqual(expected);
  });

  it('pinches with more effect than it turns', () => {
    const pinch = wheelIntent({ ...still, deltaY: -10, ctrlKey: true });
    const turn = wheelIntent({ ...still, deltaY: -10 });
    expect(pinch.kind === 'zoom' && turn.kind === 'zoom' && pinch.factor < turn.factor).toBe(true);
  });
});

describe('keys', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

  it.each<[string, Partial<typeof none>, KeyAction | null]>([
    ['ArrowLeft', {}, 'pan-left'],
    ['ArrowUp', {}, 'parent'],
    ['+', { shiftKey: true }, 'zoom-in'],
    [']', {}, 'next'],
    ['m', {}, 'colour-by-memory'],
    ['m', { ctrlKey: true }, null],
    ['[', { ctrlKey: true, altKey: true }, 'previous'],
    ['[', { altKey: true }, null],
    ['f', { ctrlKey: true }, 'search'],
    ['t', {}, 'next-task'],
    ['T', { shiftKey: true }, 'previous-task'],
    ['t', { ctrlKey: true }, null],
    ['F', { metaKey: true }, 'search'],
    ['c', { ctrlKey: true }, null],
    ['Tab', {}, null],
    ['x', {}, null],
  ])('%s %j', (key, parts, expected) => {
    expect(keyAction({ key, ...none, ...parts })).toBe(expected);
  });
});

describe('a card beside the pointer', () => {
  const card = { width: 200, height: 100 };
  const area = { width: 1000, height: 400 };

  it.each([
    ['right below', { x: 100, y: 50 }, { x: 112, y: 62 }],
    ['clear of the edge', { x: 790, y: 50 }, { x: 578, y: 62 }],
    ['on the other side at the edges', { x: 950, y: 390 }, { x: 738, y: 278 }],
  ])('lies %s', (_, point, expected) => {
    expect(cardPlace(point, card, area)).toEqual(expected);
  });

  it('stays within an area that is too small for either side', () => {
    expect(cardPlace({ x: 100, y: 60 }, card, { width: 210, height: 120 })).toEqual({ x: 8, y: 12 });
  });
});

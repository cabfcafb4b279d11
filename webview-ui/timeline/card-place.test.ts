import { describe, expect, it } from 'vitest';
import { cardPlace, cornerPlace } from './card-place.js';

const area = { width: 400, height: 200 };
const card = { width: 100, height: 50 };

it.each([
  [
    { x: 10, y: 10 },
    { x: 22, y: 22 },
  ],
  [
    { x: 390, y: 190 },
    { x: 278, y: 128 },
  ],
])('a card for the pointer at %j is at %j', (point, place) => {
  expect(cardPlace(point, card, area)).toEqual(place);
});

describe('a card for the keyboard', () => {
  it.each([
    ['at the top', { x: 0, y: 0, width: 400, height: 18 }, { x: 292, y: 142 }],
    ['at the lower right', { x: 350, y: 180, width: 50, height: 18 }, { x: 8, y: 142 }],
    ['all along the bottom', { x: -50, y: 180, width: 900, height: 18 }, { x: 292, y: 8 }],
    ['everywhere', { x: 0, y: 0, width: 400, height: 200 }, null],
  ])('is in a corner that what is selected leaves free: %s', (_, box, place) => {
    expect(cornerPlace(card, area, box)).toEqual(place);
  });

  it('is nowhere in an area that is too small for it', () => {
    expect(cornerPlace(card, { width: 90, height: 200 }, { x: 0, y: 0, width: 1, height: 1 })).toBeNull();
  });
});

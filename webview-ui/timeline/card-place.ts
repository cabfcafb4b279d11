export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const GAP = 12;
/** From the edges of the area: what touches them looks cut off. */
const MARGIN = 8;

/** Where a card beside a point lies so that all of it is within the area: right below it, else on the other side. */
export function cardPlace(point: Point, card: Size, area: Size): Point {
  return { x: along(point.x, card.width, area.width), y: along(point.y, card.height, area.height) };
}

function along(at: number, length: number, room: number): number {
  if (at + GAP + length + MARGIN <= room) return at + GAP;
  if (at - GAP - length >= MARGIN) return at - GAP - length;
  return Math.max(0, Math.min(MARGIN, room - length), room - length - MARGIN);
}

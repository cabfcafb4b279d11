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

/** What a card must not lie on; as all here in pixels from the top left of the area. */
export interface Box extends Point, Size {}

/** The corner of the area where a card covers nothing of a box: the lower ones first; null when it would in all of them. */
export function cornerPlace(card: Size, area: Size, avoided: Box): Point | null {
  const right = area.width - card.width - MARGIN;
  const bottom = area.height - card.height - MARGIN;
  if (right < MARGIN || bottom < MARGIN) return null;
  const corners = [bottom, MARGIN].flatMap((y) => [right, MARGIN].map((x) => ({ x, y })));
  return corners.find((corner) => !overlap({ ...corner, ...card }, avoided)) ?? null;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The first pane's share of a split. Neither pane may vanish: what is not seen cannot be dragged back. */
const LEAST = 0.1;
const MOST = 0.9;
const STEP = 0.02;

export function shareAt(place: number, length: number): number {
  return limited(place / Math.max(1, length));
}

/** The share after a key, or null when the key means nothing here. */
export function sharePlus(share: number, key: string): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      return limited(share - STEP);
    case 'ArrowRight':
    case 'ArrowDown':
      return limited(share + STEP);
    case 'Home':
      return LEAST;
    case 'End':
      return MOST;
    default:
      return null;
  }
}

function limited(share: number): number {
  return Math.max(LEAST, Math.min(MOST, share));
}

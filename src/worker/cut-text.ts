import { printable } from '../base/printable.js';

/** The beginning of a recorded text with what cannot be seen escaped: `most` code units or fewer, whole characters. */
export function cutText(text: string, most: number): string {
  const whole = text.length <= most ? printable(text) : null;
  if (whole !== null && whole.length <= most) return whole;
  return `${clipped(printable(clipped(text, most)), most - 1)}…`;
}

function clipped(text: string, most: number): string {
  const start = text.slice(0, most);
  return text.length > most && /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start;
}

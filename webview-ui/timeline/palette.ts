import { HUES, hueOf, mixed, pixelOf, spanColour } from './colours.js';
import { baseName } from './plain-name.js';
import type { Rgb } from './colours.js';
import type { StripColours } from './strip.js';
import type { Theme } from './theme.js';

/** What a function's colour hangs on. */
interface Named {
  readonly functionId: number;
  readonly qualname: string;
  readonly file: string;
}

/** Colours of all functions for the painter. */
export interface Palette extends StripColours {
  /** 1 where the function is one of those looked for, or when nothing is looked for. */
  readonly bright: Uint8Array;
  /** Of tasks while they are suspended. */
  readonly resting: StripColours;
  /** The outlines of what is looked for; null when nothing is. */
  readonly found: Outlines | null;
}

/** What outlines are painted from: they cost no more for many spans than for few. */
interface Outlines {
  /** Whole spans, of which a line at the top and at the bottom is shown. */
  readonly lines: StripColours;
  /** The ends of spans that are wide enough to have a middle. */
  readonly sides: StripColours;
}

/** What is not looked for keeps so much of its colour: it says where one is. */
export const DIM_SHARE = 0.6;

/** Ids come from a recording: a wild one must not make the tables wild. */
const MOST_IDS = 2 ** 22;

/** @param found functions that a search found; null when nothing is looked for. */
export function paletteOf(theme: Theme, functions: Iterable<Named>, found: ReadonlySet<number> | null): Palette {
  const named = [...functions].filter(({ functionId }) => functionId < MOST_IDS);
  const size = named.reduce((most, { functionId }) => Math.max(most, functionId), 0) + 2;
  const isContrast = theme.kind.startsWith('high-contrast');
  const { background, foreground, border } = theme;
  const tints = Array.from({ length: HUES }, (_, hue) => {
    const colour = spanColour(theme.kind, hue);
    const dim = mixed(background, colour, DIM_SHARE);
    // In high contrast a pale pixel is no pixel: what is too narrow for a border has the border's own colour, toned down.
    const paler = (fill: Rgb, share: number) =>
      isContrast ? mixed(background, border, share) : mixed(fill, background, 0.35);
    const rest = pixelOf(isContrast ? background : mixed(background, colour, 0.3));
    return {
      rest,
      bright: [pixelOf(colour), pixelOf(paler(colour, 0.5))],
      dim: [pixelOf(dim), pixelOf(paler(dim, 0.15))],
    } as const;
  });
  const unknown = pixelOf(mixed(background, foreground, 0.25));
  const fill = new Uint32Array(size).fill(unknown);
  const stripe = new Uint32Array(size).fill(pixelOf(mixed(background, foreground, 0.15)));
  const rest = new Uint32Array(size).fill(pixelOf(mixed(background, foreground, isContrast ? 0 : 0.08)));
  const bright = new Uint8Array(size).fill(found === null ? 1 : 0);
  for (const { functionId, qualname, file } of named) {
    const isBright = found === null || found.has(functionId);
    const tint = tints[hueOf(`${baseName(file)}:${qualname}`)];
    [fill[functionId], stripe[functionId]] = isBright ? tint.bright : tint.dim;
    bright[functionId] = isBright ? 1 : 0;
    rest[functionId] = tint.rest;
  }
  const edges = { edge: pixelOf(isContrast ? border : background), outlined: isContrast };
  // In high contrast what is too narrow for a border is drawn as if it ran: it could not be seen otherwise.
  const resting = { fill: rest, stripe: isContrast ? stripe : rest, ...edges };
  return { fill, stripe, bright, resting, found: found === null ? null : outlines(theme, bright), ...edges };
}

function outlines({ foreground }: Theme, only: Uint8Array): Outlines {
  const colour = pixelOf(foreground);
  const all = new Uint32Array(only.length).fill(colour);
  const none = new Uint32Array(only.length);
  return {
    lines: { fill: all, stripe: all, edge: colour, outlined: false, only },
    sides: { fill: none, stripe: none, edge: colour, outlined: true, only },
  };
}

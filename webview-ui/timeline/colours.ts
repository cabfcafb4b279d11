/** Colours of functions: the hue from the name, lightness and chroma from the kind of theme. */
export type ThemeKind = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** Names are told apart by 36 hues at best; more would only look like chance. */
export const HUES = 36;

/**
 * FNV-1a over UTF-16 units, then the finalizer of MurmurHash3: without it names of the same length in the same file get
 * nearly the same hue. The same name has the same colour in every run.
 */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) % HUES;
}

interface Tone {
  readonly lightness: number;
  readonly chroma: number;
}

/** Of spans, per theme, with black or white text readable on them (at least 7:1, as checked by the test). */
const tones: Record<ThemeKind, Tone> = {
  light: { lightness: 0.84, chroma: 0.085 },
  dark: { lightness: 0.43, chroma: 0.08 },
  'high-contrast': { lightness: 0.3, chroma: 0.1 },
  'high-contrast-light': { lightness: 0.93, chroma: 0.045 },
};

export function spanColour(kind: ThemeKind, hue: number): Rgb {
  const { lightness, chroma } = tones[kind];
  return oklchToRgb(lightness, chroma, (hue / HUES) * 360);
}

/** Oklab as published by Björn Ottosson (https://bottosson.github.io/posts/oklab/), sRGB clipped per channel. */
export function oklchToRgb(lightness: number, chroma: number, degrees: number): Rgb {
  const a = chroma * Math.cos((degrees * Math.PI) / 180);
  const b = chroma * Math.sin((degrees * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    r: toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    g: toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    b: toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  };
}

function toByte(linear: number): number {
  const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.max(0, Math.min(1, encoded)) * 255);
}

/** `share` of `over` on top of `under`. */
export function mixed(under: Rgb, over: Rgb, share: number): Rgb {
  const mix = (a: number, b: number) => Math.round(a + (b - a) * share);
  return { r: mix(under.r, over.r), g: mix(under.g, over.g), b: mix(under.b, over.b) };
}

/** Relative luminance and contrast as WCAG 2.2 defines them: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance({ r, g, b }: Rgb): number {
  const linear = (byte: number) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(...)` and `rgba(...)`: what VS Code writes into its variables. Else null. */
export function parseColour(text: string): Rgb | null {
  const value = text.trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(value)?.[1];
  if (hex !== undefined && hex.length !== 5 && hex.length !== 7) {
    const wide = hex.length < 6 ? hex.replaceAll(/./g, '$&$&') : hex;
    const byte = (at: number) => Number.parseInt(wide.slice(at, at + 2), 16);
    return { r: byte(0), g: byte(2), b: byte(4) };
  }
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(value);
  return parts === null ? null : { r: Number(parts[1]), g: Number(parts[2]), b: Number(parts[3]) };
}

export function cssColour({ r, g, b }: Rgb): string {
  return `rgb(${r} ${g} ${b})`;
}

/** A pixel of ImageData read as one number: the bytes are r, g, b, a in memory, and every platform here is little-endian. */
export function pixelOf({ r, g, b }: Rgb): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { TraceDecoder } from '../../src/format/decoder.js';
import { describe } from './describe.js';

/** What a recording says that arrives in pieces of this many bytes. */
export function feed(bytes: Uint8Array, pieceBytes = bytes.length): string {
  const decoder = new TraceDecoder();
  const chunks = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) chunks.push(...decoder.push(bytes.slice(at, at + pieceBytes)));
  chunks.push(...decoder.finish());
  return describe(chunks, decoder.problems);
}

/** At most this many cuts: enough to hit every field of a header, few enough for a fast test. */
const MAX_CUTS = 1_500;

/**
 * Asserts what a recording in this folder says (`NAME.thtrace` says `NAME.txt`; `npx vitest run -u` writes the text),
 * that it says the same when it arrives byte by byte, and that its beginnings report a problem and never throw.
 */
export async function check(name: string): Promise<void> {
  const bytes = new Uint8Array(readFileSync(new URL(name, import.meta.url)));
  const whole = feed(bytes);
  await expect(whole).toMatchFileSnapshot(fileURLToPath(new URL(name.replace(/\.thtrace$/, '.txt'), import.meta.url)));
  expect(feed(bytes, 1)).toBe(whole);
  const step = Math.max(1, Math.floor(bytes.length / MAX_CUTS));
  for (let length = 0; length < bytes.length; length += step) {
    expect(feed(bytes.subarray(0, length), 4_096), `cut after ${length} bytes`).toMatch(/^! /m);
  }
}

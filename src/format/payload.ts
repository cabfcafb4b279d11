/** The stored form of a payload: raw or deflated. */
import { assertNever } from '../base/assert-never.js';
import { deflateSync, inflateSync } from 'node:zlib';
import { Codec } from './schema.gen.js';

export type Decoded =
  { readonly payload: Uint8Array } | { readonly code: 'unknown-codec' | 'bad-payload'; readonly message: string };

/** @param rawLength what the payload must have after decoding; the caller has bounded it. */
export function decodePayload(codec: number, stored: Uint8Array, rawLength: number): Decoded {
  if (codec === Codec.raw) {
    if (stored.length === rawLength) return { payload: stored };
    return { code: 'bad-payload', message: `its size is given as ${stored.length} and as ${rawLength} bytes` };
  }
  if (codec !== Codec.deflate) return { code: 'unknown-codec', message: `it is stored with codec ${codec}` };
  try {
    // A stream that would grow further than it says is cut off there, whatever its ratio.
    const payload = inflateSync(stored, { maxOutputLength: Math.max(rawLength, 1) });
    if (payload.length === rawLength) return { payload };
    return { code: 'bad-payload', message: `it inflates to ${payload.length} instead of ${rawLength} bytes` };
  } catch (thrown) {
    return { code: 'bad-payload', message: `it does not inflate (${String((thrown as NodeJS.ErrnoException).code)})` };
  }
}

export function encodePayload(codec: Codec, payload: Uint8Array): Uint8Array {
  switch (codec) {
    case Codec.raw:
      return payload;
    case Codec.deflate:
      return deflateSync(payload);
    case Codec.zstd:
    case Codec.lz4:
      throw new RangeError(`codec ${codec} is reserved`);
    default:
      return assertNever(codec, 'codec');
  }
}

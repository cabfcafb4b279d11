/**
 * Text as Python writes it. A Python str may hold lone surrogates (undecodable bytes of file names, for one), which
 * UTF-8 forbids; the format writes them as three bytes each (WTF-8, https://simonsapin.github.io/wtf-8/).
 */

// Without ignoreBOM a str that begins with U+FEFF would lose it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** What is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Lone surrogates survive; what is neither UTF-8 nor a surrogate becomes U+FFFD. */
export function decodeWtf8(bytes: Uint8Array): string {
  let text = '';
  let start = 0;
  for (let at = 0; at + 2 < bytes.length; at++) {
    const isSurrogate = bytes[at] === 0xed && bytes[at + 1] >= 0xa0 && (bytes[at + 2] & 0xc0) === 0x80;
    if (!isSurrogate || bytes[at + 1] > 0xbf) continue;
    text += decoder.decode(bytes.subarray(start, at));
    text += String.fromCharCode(0xd000 | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f));
    at += 2;
    start = at + 1;
  }
  return text + decoder.decode(bytes.subarray(start));
}

/** The bytes of a str without lone surrogates, or null when it has some. */
export function encodeUtf8(text: string): Uint8Array | null {
  return /\p{Surrogate}/u.test(text) ? null : encoder.encode(text);
}

/** Also of lone surrogates. */
export function encodeWtf8(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const part of text.split(/(\p{Surrogate})/u)) {
    const unit = part.charCodeAt(0);
    const isSurrogate = part.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
    parts.push(
      isSurrogate ? Uint8Array.of(0xed, 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)) : encoder.encode(part),
    );
  }
  return Buffer.concat(parts);
}

import { skipValue } from './tokens.js';

/** Walks a payload that is a map of few fields, nearly all of them `bin`, without making objects of what is in it. */
export class FieldWalker {
  failed = false;
  #at = 0;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Entries of the map that begins here; -1 when none does. */
  mapHead(): number {
    const token = this.#bytes[this.#at];
    if (token >= 0x80 && token < 0x90) {
      this.#at++;
      return token & 0x0f;
    }
    if (token === 0xde || token === 0xdf) return this.#bigEndian(token === 0xde ? 2 : 4);
    return this.#skip();
  }

  /** The unsigned integer that stands here; -1 when something else does. */
  uint(): number {
    const token = this.#bytes[this.#at];
    if (token < 0x80) {
      this.#at++;
      return token;
    }
    if (token >= 0xcc && token <= 0xcf) return this.#bigEndian(1 << (token - 0xcc));
    return this.#skip();
  }

  /** The `bin` that stands here; null when something else does. */
  blobOrSkip(): { readonly at: number; readonly bytes: Uint8Array } | null {
    const token = this.#bytes[this.#at];
    if (token < 0xc4 || token > 0xc6 || token === undefined) {
      this.#skip();
      return null;
    }
    const length = this.#bigEndian(1 << (token - 0xc4));
    const at = this.#at;
    this.#at += length;
    if (length < 0 || this.#at > this.#bytes.length) {
      this.failed = true;
      return null;
    }
    return { at, bytes: this.#bytes.subarray(at, this.#at) };
  }

  #bigEndian(width: number): number {
    let value = 0;
    for (let i = 1; i <= width; i++) value = value * 256 + this.#bytes[this.#at + i];
    this.#at += 1 + width;
    if (this.#at <= this.#bytes.length) return value;
    this.failed = true;
    return -1;
  }

  #skip(): -1 {
    const after = skipValue(this.#bytes, this.#at);
    if (after < 0) this.failed = true;
    else this.#at = after;
    return -1;
  }
}

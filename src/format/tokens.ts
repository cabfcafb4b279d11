/**
 * Steps over msgpack without decoding it: to skip fields of newer versions, and to make sure that bytes are well-formed
 * before a decoder that throws or recurses sees them.
 * Source of the layout: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
class Tokens {
  /** Offset of the next token. */
  at: number;
  /** Values that follow the token just read and belong to it: items of an array, keys and values of a map. */
  children = 0;
  /** Type of the extension just read, else -1. */
  extension = -1;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  /** Reads one token: a scalar with its bytes, or the head of a container. False when it is none or runs past the end. */
  step(): boolean {
    this.children = 0;
    this.extension = -1;
    if (this.at >= this.#end) return false;
    const token = this.#bytes[this.at++];
    if (token < 0x80 || token >= 0xe0) return true;
    if (token < 0x90) return this.#container((token & 0x0f) * 2);
    if (token < 0xa0) return this.#container(token & 0x0f);
    if (token < 0xc0) return this.#skip(token & 0x1f);
    switch (token) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        return true;
      case 0xc4: // bin 8, 16, 32
      case 0xc5:
      case 0xc6:
        return this.#skip(this.#uint(1 << (token - 0xc4)));
      case 0xc7: // ext 8, 16, 32
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#uint(1 << (token - 0xc7)));
      case 0xcc: // uint and int 8
      case 0xd0:
        return this.#skip(1);
      case 0xcd: // uint and int 16
      case 0xd1:
        return this.#skip(2);
      case 0xca: // float 32, uint and int 32
      case 0xce:
      case 0xd2:
        return this.#skip(4);
      case 0xcb: // float 64, uint and int 64
      case 0xcf:
      case 0xd3:
        return this.#skip(8);
      case 0xd4: // fixext 1, 2, 4, 8, 16
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (token - 0xd4));
      case 0xd9: // str 8, 16, 32
      case 0xda:
      case 0xdb:
        return this.#skip(this.#uint(1 << (token - 0xd9)));
      case 0xdc: // array 16, 32
      case 0xdd:
        return this.#container(this.#uint(2 << (token - 0xdc)));
      case 0xde: // map 16, 32
      case 0xdf:
        return this.#container(this.#uint(2 << (token - 0xde)) * 2);
      default: // 0xc1 is never used
        return false;
    }
  }

  #uint(width: number): number {
    if (this.at + width > this.#end) return Infinity;
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + this.#bytes[this.at++];
    return value;
  }

  #skip(length: number): boolean {
    this.at += length;
    return this.at <= this.#end;
  }

  #extension(length: number): boolean {
    if (this.at >= this.#end) return false;
    this.extension = this.#bytes[this.at++];
    return this.#skip(length);
  }

  /** Every child takes a byte at least, so a count beyond what is left is a lie. */
  #container(children: number): boolean {
    this.children = children;
    return children <= this.#end - this.at;
  }
}

/** Offset after the value at `at`, however deep it is nested; -1 when it is not well-formed or runs past `end`. */
export function skipValue(bytes: Uint8Array, at: number, end = bytes.length): number {
  const tokens = new Tokens(bytes, at, end);
  for (let pending = 1; pending > 0; pending--) {
    if (!tokens.step()) return -1;
    pending += tokens.children;
  }
  return tokens.at;
}

/** Whether the bytes are exactly one value, nested at most `maxDepth` deep, with extensions below `maxExtension`. */
export function isWellFormed(bytes: Uint8Array, maxDepth: number, maxExtension: number): boolean {
  const tokens = new Tokens(bytes);
  const pending = [1];
  while (pending.length > 0) {
    const last = pending.length - 1;
    if (pending[last] === 0) {
      pending.pop();
      continue;
    }
    pending[last]--;
    if (!tokens.step() || tokens.extension > maxExtension) return false;
    if (tokens.children > 0 && pending.push(tokens.children) > maxDepth) return false;
  }
  return tokens.at === bytes.length;
}

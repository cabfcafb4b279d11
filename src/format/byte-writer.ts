/** Growing bytes, and the msgpack heads that the format needs (https://github.com/msgpack/msgpack/blob/master/spec.md). */
export class ByteWriter {
  length = 0;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written, valid until more is. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.length);
    this.length = 0;
    return bytes;
  }

  clear(): void {
    this.length = 0;
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  u8(value: number): this {
    // In one expression the old bytes would be taken before growing replaces them.
    const at = this.#grow(1);
    this.#bytes[at] = value;
    return this;
  }

  /** An integer in the fewest bytes. @param value from -2^63 to 2^64 - 1. */
  int(value: number | bigint): this {
    if (typeof value === 'bigint') return this.#bigInt(value);
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no integer that a double holds exactly`);
    if (value < 0) return value >= -32 ? this.u8(value + 256) : this.#negative(value);
    if (value < 0x80) return this.u8(value);
    if (value < 0x100) return this.#uint(0xcc, 1, value);
    if (value < 0x10000) return this.#uint(0xcd, 2, value);
    return value < 2 ** 32 ? this.#uint(0xce, 4, value) : this.#bigInt(BigInt(value));
  }

  float(value: number): this {
    const at = this.#head(0xcb, 8);
    this.#view.setFloat64(at, value);
    return this;
  }

  nil(): this {
    return this.u8(0xc0);
  }

  bool(value: boolean): this {
    return this.u8(value ? 0xc3 : 0xc2);
  }

  /** @param utf8 the encoded text. */
  text(utf8: Uint8Array): this {
    if (utf8.length < 32) this.u8(0xa0 | utf8.length);
    else this.#sized(0xd9, utf8.length);
    return this.bytes(utf8);
  }

  bin(bytes: Uint8Array): this {
    return this.#sized(0xc4, bytes.length).bytes(bytes);
  }

  arrayHead(length: number): this {
    if (length < 16) return this.u8(0x90 | length);
    return length < 0x10000 ? this.#uint(0xdc, 2, length) : this.#uint(0xdd, 4, length);
  }

  mapHead(length: number): this {
    if (length < 16) return this.u8(0x80 | length);
    return length < 0x10000 ? this.#uint(0xde, 2, length) : this.#uint(0xdf, 4, length);
  }

  extension(type: number, payload: Uint8Array): this {
    const fixed = [1, 2, 4, 8, 16].indexOf(payload.length);
    if (fixed >= 0) this.u8(0xd4 + fixed);
    else this.#sized(0xc7, payload.length);
    return this.u8(type).bytes(payload);
  }

  /** Makes room and returns where it begins. */
  #grow(length: number): number {
    const at = this.length;
    this.length += length;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  #head(token: number, width: number): number {
    const at = this.#grow(1 + width);
    this.#bytes[at] = token;
    return at + 1;
  }

  #uint(token: number, width: 1 | 2 | 4, value: number): this {
    const at = this.#head(token, width);
    if (width === 1) this.#view.setUint8(at, value);
    else if (width === 2) this.#view.setUint16(at, value);
    else this.#view.setUint32(at, value);
    return this;
  }

  /** A token with a length of 1, 2 or 4 bytes. */
  #sized(token: number, length: number): this {
    if (length < 0x100) return this.#uint(token, 1, length);
    return length < 0x10000 ? this.#uint(token + 1, 2, length) : this.#uint(token + 2, 4, length);
  }

  #negative(value: number): this {
    if (value >= -0x80) return this.#uint(0xd0, 1, value);
    if (value >= -0x8000) return this.#uint(0xd1, 2, value);
    return value >= -(2 ** 31) ? this.#uint(0xd2, 4, value) : this.#bigInt(BigInt(value));
  }

  #bigInt(value: bigint): this {
    if (value >= -0x80000000n && value <= 0xffffffffn) return this.int(Number(value));
    if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new RangeError('an integer of more than 64 bits');
    const at = this.#head(value < 0n ? 0xd3 : 0xcf, 8);
    if (value < 0n) this.#view.setBigInt64(at, value);
    else this.#view.setBigUint64(at, value);
    return this;
  }
}

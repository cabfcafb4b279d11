/** Bytes that arrived and are not used up yet. Appending is amortised, so that feeding byte by byte stays linear. */
export class ByteQueue {
  #buffer = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  append(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The bytes themselves, valid until the next `append`. */
  peek(offset: number, length: number): Uint8Array {
    return this.#buffer.subarray(this.#start + offset, this.#start + offset + length);
  }

  drop(length: number): void {
    this.#start += length;
  }

  #makeRoom(length: number): void {
    const kept = this.#buffer.subarray(this.#start, this.#end);
    const needed = kept.length + length;
    // Moving what is left costs its length; half a buffer of free room pays for it.
    if (needed * 2 <= this.#buffer.length) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
    } else {
      const larger = new Uint8Array(Math.max(needed * 2, this.#buffer.length));
      larger.set(kept);
      this.#buffer = larger;
    }
    this.#end = kept.length;
    this.#start = 0;
  }
}

import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { damaged } from '../trace/column-reader.js';
import type { SpillArea } from '../trace/sink.js';

/** A file of the store that grows at its end; what was written can be read at once. */
export class DataFile {
  readonly path: string;
  readonly #descriptor: number;
  #length: number;

  private constructor(path: string, descriptor: number, length: number) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#length = length;
  }

  /** @throws the file system's error. */
  static create(path: string): DataFile {
    return new DataFile(path, openSync(path, 'wx+', 0o600), 0);
  }

  /** @throws the file system's error. */
  static open(path: string): DataFile {
    const descriptor = openSync(path, 'r');
    return new DataFile(path, descriptor, fstatSync(descriptor).size);
  }

  get length(): number {
    return this.#length;
  }

  /** Returns where the bytes begin. */
  append(bytes: Uint8Array): number {
    const offset = this.#length;
    this.write(bytes, offset);
    return offset;
  }

  write(bytes: Uint8Array, offset: number): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, offset + done);
    }
    this.#length = Math.max(this.#length, offset + bytes.length);
  }

  /** @throws CodedError 'damaged' when the file does not reach that far. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.#length)) throw damaged('a place outside its file');
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const read = readSync(this.#descriptor, bytes, done, length - done, offset + done);
      if (read === 0) throw damaged('a file that became shorter');
      done += read;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

interface Place {
  readonly offset: number;
  readonly capacity: number;
  length: number;
}

/** The spill area in a file. Places that are not needed any more are used again. */
export class SpillFile implements SpillArea {
  readonly #file: DataFile;
  readonly #places = new Map<number, Place>();
  readonly #free: Place[] = [];
  #next = 1;

  constructor(file: DataFile) {
    this.#file = file;
  }

  put(bytes: Uint8Array, replaces: number | null): number {
    if (replaces !== null) this.free(replaces);
    const place = this.#place(bytes.length);
    place.length = bytes.length;
    this.#file.write(bytes, place.offset);
    this.#places.set(this.#next, place);
    return this.#next++;
  }

  get(key: number): Uint8Array {
    const place = this.#places.get(key);
    if (place === undefined) throw new Error(`nothing was spilled under ${key}`);
    return this.#file.read(place.offset, place.length);
  }

  free(key: number): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#free.push(place);
  }

  #place(length: number): Place {
    const fitting = this.#free.findIndex(({ capacity }) => capacity >= length);
    const [found] = fitting < 0 ? [] : this.#free.splice(fitting, 1);
    if (found !== undefined) return found;
    const capacity = Math.ceil(length / BLOCK) * BLOCK;
    const offset = Math.ceil(this.#file.length / BLOCK) * BLOCK;
    return { offset, capacity, length };
  }
}

const BLOCK = 1 << 16;

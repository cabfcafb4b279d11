/**
 * Reads one value again from where its chunk stands in the file. The bytes were checked when the chunk was first read;
 * here every size is checked once more, because the file may have changed since.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hasSaneSizes, readChunkHeader } from './header.js';
import { decodePayload } from './payload.js';
import { CHUNK_HEADER_BYTES, ChunkKind, Codec } from './schema.gen.js';

export interface ValueLocation {
  /** `header.fileOffset` of the events chunk. */
  readonly fileOffset: number;
  /** `valuesOffset` of the events chunk. */
  readonly valuesOffset: number;
  /** Of the value's first byte within the values. */
  readonly position: number;
  /** Bytes of the value. */
  readonly length: number;
  /** `header.crc` of the events chunk; when given, a file that was rewritten since is found out. */
  readonly crc?: number;
}

/** The bytes of the value, or why there are none, as one sentence. */
export type LocatedValue = { readonly bytes: Uint8Array } | { readonly problem: string };

/** Inflated payloads that are kept: the values of one call, and of its neighbours, share a chunk. */
const CACHE_BYTES = 64 << 20;

class PayloadCache {
  readonly #payloads = new Map<number, Uint8Array>();
  #bytes = 0;

  get(fileOffset: number): Uint8Array | undefined {
    const payload = this.#payloads.get(fileOffset);
    if (payload === undefined) return undefined;
    this.#payloads.delete(fileOffset);
    this.#payloads.set(fileOffset, payload);
    return payload;
  }

  set(fileOffset: number, payload: Uint8Array): void {
    this.#payloads.set(fileOffset, payload);
    this.#bytes += payload.length;
    for (const [oldest, { length }] of this.#payloads) {
      if (this.#bytes <= CACHE_BYTES || oldest === fileOffset) break;
      this.#payloads.delete(oldest);
      this.#bytes -= length;
    }
  }
}

/** Bytes to read next: fewer than asked for mean that the file has become shorter. */
interface Request {
  readonly at: number;
  readonly length: number;
}

/** What to read, and from it the answer; whoever drives it decides whether reading blocks. */
function* locate(location: ValueLocation, cache: PayloadCache): Generator<Request, LocatedValue, Uint8Array> {
  const { fileOffset } = location;
  const cached = cache.get(fileOffset);
  if (cached !== undefined) return cut(cached, location);
  const head = yield { at: fileOffset, length: CHUNK_HEADER_BYTES };
  if (head.length < CHUNK_HEADER_BYTES) return failed('the recording has become shorter');
  const header = readChunkHeader(head, fileOffset);
  if (header.kind !== ChunkKind.events || !hasSaneSizes(header)) return failed('no events stand there any more');
  if (location.crc !== undefined && location.crc !== header.crc) return failed('the recording was rewritten');
  const from = location.valuesOffset + location.position;
  if (!isRange(from, location.length, header.rawLength)) return failed('it lies outside its chunk');
  const at = fileOffset + CHUNK_HEADER_BYTES;
  if (header.codec === Codec.raw) {
    const bytes = yield { at: at + from, length: location.length };
    return bytes.length < location.length ? failed('the recording has become shorter') : { bytes };
  }
  const stored = yield { at, length: header.length };
  if (stored.length < header.length) return failed('the recording has become shorter');
  const decoded = decodePayload(header.codec, stored, header.rawLength);
  if ('code' in decoded) return failed(decoded.message);
  cache.set(fileOffset, decoded.payload);
  return cut(decoded.payload, location);
}

function isRange(from: number, length: number, end: number): boolean {
  return from >= 0 && length >= 0 && from + length <= end;
}

function cut(payload: Uint8Array, { valuesOffset, position, length }: ValueLocation): LocatedValue {
  const from = valuesOffset + position;
  if (!isRange(from, length, payload.length)) return failed('it lies outside its chunk');
  return { bytes: new Uint8Array(payload.subarray(from, from + length)) };
}

function failed(problem: string): LocatedValue {
  return { problem: `The value cannot be read: ${problem}.` };
}

/** For callers that must answer at once, such as the store in its worker. */
export class ValueFile {
  readonly #descriptor: number;
  readonly #cache = new PayloadCache();

  /** @throws the file system's error when the file cannot be opened. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
  }

  read(location: ValueLocation): LocatedValue {
    const reading = locate(location, this.#cache);
    try {
      let step = reading.next();
      while (step.done !== true) {
        const bytes = new Uint8Array(step.value.length);
        const count = readSync(this.#descriptor, bytes, 0, bytes.length, step.value.at);
        step = reading.next(bytes.subarray(0, count));
      }
      return step.value;
    } catch (thrown) {
      return failed((thrown as Error).message);
    }
  }

  dispose(): void {
    closeSync(this.#descriptor);
  }
}

/** The same without blocking. */
export class AsyncValueFile {
  readonly #file: FileHandle;
  readonly #cache = new PayloadCache();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws the file system's error when the file cannot be opened. */
  static async open(path: string): Promise<AsyncValueFile> {
    return new AsyncValueFile(await open(path, 'r'));
  }

  async read(location: ValueLocation): Promise<LocatedValue> {
    const reading = locate(location, this.#cache);
    try {
      let step = reading.next();
      while (step.done !== true) {
        const bytes = new Uint8Array(step.value.length);
        const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, step.value.at);
        step = reading.next(bytes.subarray(0, bytesRead));
      }
      return step.value;
    } catch (thrown) {
      return failed((thrown as Error).message);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

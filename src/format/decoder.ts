/**
 * Reads a recording as its bytes arrive. Any split of the same bytes gives the same chunks and problems. Nothing
 * throws over what the bytes are; memory is bounded by two chunks of the largest size.
 *
 *     header ── chunks ──┬── next chunk is whole and its CRC is right: hand it out
 *                        ├── CRC wrong, the length leads to a whole chunk: skip this one
 *                        └── CRC wrong, the length leads nowhere: search for a whole chunk byte by byte
 */
import { assertNever } from '../base/assert-never.js';
import { ByteQueue } from './byte-queue.js';
import type { Chunk, ChunkHeader } from './chunk.js';
import { ChunkDecoder } from './chunk-decoder.js';
import { hasSaneSizes, hasValidCrc, isPlausibleHeader, readChunkHeader, readFileHeader, viewOf } from './header.js';
import type { Problem } from './problem.js';
import { ProblemList } from './problem-list.js';
import { CHUNK_HEADER_BYTES, ChunkHeaderOffset, ChunkKind, FILE_HEADER_BYTES, MAX_CHUNK_BYTES } from './schema.gen.js';

/** Bytes that searching may run through the CRC in all; only a hostile file has this many false headers. */
const SEARCH_BUDGET = 16 * MAX_CHUNK_BYTES;

const { kind: KIND, flags: FLAGS, reserved: RESERVED } = ChunkHeaderOffset;

type State = 'header' | 'chunks' | 'searching' | 'stopped';

export class TraceDecoder {
  readonly #queue = new ByteQueue();
  readonly #problems = new ProblemList();
  readonly #chunks = new ChunkDecoder((code, offset, message) => this.#problems.add(code, offset, message));
  #state: State = 'header';
  /** File offset of the first byte in the queue. */
  #offset = 0;
  /** Where the bytes begin that cannot be read, while searching. */
  #damagedFrom = 0;
  /** The search began because the file ended within a chunk. */
  #searchesTail = false;
  #searchBudget = SEARCH_BUDGET;
  /** Offset of the chunk whose CRC is known to be wrong: computing it again with every push would be quadratic. */
  #damagedChunk = -1;
  #nextSequence = 0;
  #gap = false;
  #keptChunks = 0;
  #keptEvents = 0;
  #closed = false;
  #finished = false;

  /** Grows while reading; what stands in it never changes. */
  get problems(): readonly Problem[] {
    return this.#problems.items;
  }

  /** File offset up to which everything was read or skipped. */
  get offset(): number {
    return this.#offset;
  }

  /** The latest chunk is the one that closes a recording. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Nothing more will be read: the file is no recording or one of a newer version. */
  get stopped(): boolean {
    return this.#state === 'stopped';
  }

  /** @returns what became whole. The bytes may be reused afterwards. */
  push(bytes: Uint8Array): readonly Chunk[] {
    if (this.#state === 'stopped' || this.#finished) return [];
    this.#queue.append(bytes);
    return this.#drain();
  }

  /** Says that no more bytes will come: what is left is searched for whole chunks and then named as missing. */
  finish(): readonly Chunk[] {
    if (this.#finished) return [];
    this.#finished = true;
    const chunks = this.#drain();
    if (this.#state === 'chunks' && !this.#closed) {
      this.#problems.add('not-closed', this.#offset, `The recording was not closed in order; ${this.#kept()}.`);
    }
    this.#state = 'stopped';
    return chunks;
  }

  #drain(): readonly Chunk[] {
    const chunks: Chunk[] = [];
    while (this.#step(chunks));
    return chunks;
  }

  /** @returns false when more bytes are needed. */
  #step(chunks: Chunk[]): boolean {
    switch (this.#state) {
      case 'header':
        return this.#readHeader();
      case 'chunks':
        return this.#readChunk(chunks);
      case 'searching':
        return this.#search();
      case 'stopped':
        return false;
      default:
        return assertNever(this.#state, 'state');
    }
  }

  #drop(length: number): void {
    this.#queue.drop(length);
    this.#offset += length;
  }

  #readHeader(): boolean {
    if (this.#queue.length < FILE_HEADER_BYTES && !this.#finished) return false;
    const header = readFileHeader(this.#queue.peek(0, Math.min(FILE_HEADER_BYTES, this.#queue.length)));
    if ('code' in header) {
      this.#problems.add(header.code, 0, header.message);
      this.#state = 'stopped';
    } else {
      this.#drop(FILE_HEADER_BYTES);
      this.#state = 'chunks';
    }
    return true;
  }

  #readChunk(chunks: Chunk[]): boolean {
    const available = this.#queue.length;
    if (available < CHUNK_HEADER_BYTES) return this.#finished && available > 0 && this.#startSearch(true);
    const header = readChunkHeader(this.#queue.peek(0, CHUNK_HEADER_BYTES), this.#offset);
    if (!hasSaneSizes(header)) return this.#startSearch(false);
    const length = CHUNK_HEADER_BYTES + header.length;
    if (available < length) return this.#finished && this.#startSearch(true);
    const chunk = this.#queue.peek(0, length);
    if (this.#damagedChunk !== this.#offset && hasValidCrc(header, chunk)) {
      this.#accept(header, chunk.subarray(CHUNK_HEADER_BYTES), chunks);
      this.#drop(length);
      return true;
    }
    this.#damagedChunk = this.#offset;
    const believable = this.#isChunkAt(length);
    if (believable === undefined) return false;
    if (!believable) return this.#startSearch(false);
    const message = `A chunk of ${length} bytes at offset ${this.#offset} is damaged and was skipped.`;
    this.#problems.add('damaged', this.#offset, message);
    this.#nextSequence++;
    this.#gap = true;
    this.#drop(length);
    return true;
  }

  /** Whether a chunk, or the end of the file, is at this place in the queue; undefined when more bytes must tell. */
  #isChunkAt(place: number): boolean | undefined {
    const left = this.#queue.length - place;
    if (left === 0 && this.#finished) return true;
    if (left < CHUNK_HEADER_BYTES) return this.#finished ? false : undefined;
    const bytes = this.#queue.peek(place, left);
    if (!isPlausibleHeader(viewOf(bytes), 0, this.#nextSequence)) return false;
    const header = readChunkHeader(bytes, this.#offset + place);
    const length = CHUNK_HEADER_BYTES + header.length;
    if (left < length) return this.#finished ? true : undefined;
    return hasValidCrc(header, bytes.subarray(0, length));
  }

  #startSearch(isTail: boolean): true {
    this.#state = 'searching';
    this.#damagedFrom = this.#offset;
    this.#searchesTail = isTail;
    this.#gap = true;
    this.#drop(1);
    return true;
  }

  #search(): boolean {
    const bytes = this.#queue.peek(0, this.#queue.length);
    const view = viewOf(bytes);
    let at = 0;
    for (; at + CHUNK_HEADER_BYTES <= bytes.length; at++) {
      // Cheap questions come first: this loop may have to go through gigabytes, of zeros for one.
      if (bytes[at + KIND] === 0 || bytes[at + FLAGS] !== 0 || bytes[at + RESERVED] !== 0) continue;
      if (!isPlausibleHeader(view, at, this.#nextSequence)) continue;
      const header = readChunkHeader(bytes.subarray(at), this.#offset + at);
      const length = CHUNK_HEADER_BYTES + header.length;
      if (at + length > bytes.length) {
        if (this.#finished) continue;
        break;
      }
      this.#searchBudget -= length;
      if (this.#searchBudget < 0) return this.#giveUp(bytes.length);
      if (hasValidCrc(header, bytes.subarray(at, at + length))) return this.#found(at, header);
    }
    this.#drop(at);
    if (this.#finished) this.#foundNothing();
    return this.#finished;
  }

  #found(at: number, header: ChunkHeader): true {
    this.#drop(at);
    const bytes = this.#offset - this.#damagedFrom;
    const lost = header.sequence - this.#nextSequence;
    const message = `${bytes} bytes at offset ${this.#damagedFrom} are damaged; ${plural(lost, 'chunk')} lost.`;
    this.#problems.add('damaged', this.#damagedFrom, message);
    this.#nextSequence = header.sequence;
    this.#state = 'chunks';
    return true;
  }

  #foundNothing(): void {
    this.#drop(this.#queue.length);
    const bytes = this.#offset - this.#damagedFrom;
    if (this.#searchesTail) {
      const message = `The file ends within a chunk: its last ${bytes} bytes cannot be read; ${this.#kept()}.`;
      this.#problems.add('cut-short', this.#damagedFrom, message);
    } else {
      const message = `The last ${bytes} bytes, from offset ${this.#damagedFrom}, are damaged; ${this.#kept()}.`;
      this.#problems.add('damaged', this.#damagedFrom, message);
    }
    this.#state = 'stopped';
  }

  #giveUp(length: number): false {
    const message = `From offset ${this.#damagedFrom} the file is damaged; the search for the next chunk was given up.`;
    this.#problems.add('damaged', this.#damagedFrom, message);
    this.#drop(length);
    this.#state = 'stopped';
    return false;
  }

  #accept(header: ChunkHeader, stored: Uint8Array, chunks: Chunk[]): void {
    this.#checkSequence(header);
    if (this.#keptChunks === 0 && header.kind !== ChunkKind.process) {
      this.#problems.add('no-process', header.fileOffset, 'The first chunk does not say which process was recorded.');
    }
    const decoded = this.#chunks.decode(header, stored, this.#gap);
    this.#gap =
      decoded.length === 0 ? this.#gap || isNeeded(header.kind) : this.#gap && header.kind !== ChunkKind.events;
    this.#closed = header.kind === ChunkKind.end;
    this.#keptChunks++;
    if (decoded.length > 0) this.#keptEvents += header.events;
    chunks.push(...decoded);
  }

  #checkSequence(header: ChunkHeader): void {
    const lost = header.sequence - this.#nextSequence;
    if (lost > 0) {
      const message = `${plural(lost, 'chunk')} missing before offset ${header.fileOffset}.`;
      this.#problems.add('lost-chunks', header.fileOffset, message);
      this.#gap = true;
    } else if (lost < 0) {
      const message = `The chunk at offset ${header.fileOffset} has number ${header.sequence}, after number ${this.#nextSequence - 1}.`;
      this.#problems.add('out-of-order', header.fileOffset, message);
    }
    this.#nextSequence = header.sequence + 1;
  }

  #kept(): string {
    return `${this.#keptEvents} events in ${this.#keptChunks} chunks before were kept`;
  }
}

/** Losing a chunk of this kind may lose calls or what they need. */
function isNeeded(kind: number): boolean {
  return kind === ChunkKind.events || kind === ChunkKind.definitions;
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
}

/**
 * Appends rows to an empty table of a SQLite image without SQLite: several million rows a second instead of one, and
 * without holding them in WebAssembly memory. Rows come in ascending order of rowid; each is a record of integers.
 * Source of the layout: https://www.sqlite.org/fileformat2.html, sections 1.3 (header), 1.6 (b-tree pages) and 2.1 (records).
 */
import { CodedError } from '../../base/result.js';

/** Takes whole pages in order; `patch` changes bytes that were there before. */
export interface PageSink {
  append(page: Uint8Array): void;
  patch(offset: number, bytes: Uint8Array): void;
}

const LEAF = 0x0d;
const INTERIOR = 0x05;
const LEAF_HEADER = 8;
const INTERIOR_HEADER = 12;
/** SQLite keeps the page at this offset for locks and never stores anything in it. */
const LOCK_BYTE = 2 ** 30;

interface Child {
  readonly page: number;
  readonly lastRowid: number;
}

export class TablePageWriter {
  readonly #sink: PageSink;
  readonly #pageSize: number;
  readonly #usable: number;
  readonly #root: number;
  #pages: number;
  #leaf: Uint8Array;
  #cells = 0;
  /** Where the content of the page begins; it grows downwards. */
  #content: number;
  #lastRowid = 0;
  readonly #leaves: Child[] = [];
  readonly #record = new Uint8Array(512);

  /**
   * @param header at least the first 100 bytes of the image.
   * @param root page of the table, which must be an empty leaf.
   */
  constructor(header: Uint8Array, root: number, sink: PageSink) {
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    this.#pageSize = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
    this.#usable = this.#pageSize - header[20];
    this.#pages = view.getUint32(28);
    this.#root = root;
    this.#sink = sink;
    this.#leaf = new Uint8Array(this.#pageSize);
    this.#content = this.#usable;
  }

  /** @param values all columns after the rowid's own; null is NULL. */
  row(rowid: number, values: readonly (number | null)[]): void {
    const length = this.#encode(rowid, values);
    if (this.#content - length < LEAF_HEADER + 2 * (this.#cells + 1)) this.#finishLeaf();
    this.#content -= length;
    this.#leaf.set(this.#record.subarray(0, length), this.#content);
    put16(this.#leaf, LEAF_HEADER + 2 * this.#cells++, this.#content);
    this.#lastRowid = rowid;
  }

  /** Writes what is left, the pages above, and the new size. */
  finish(): void {
    if (this.#leaves.length === 0) {
      this.#headLeaf();
      this.#patchRoot(this.#leaf);
    } else {
      if (this.#cells > 0) this.#finishLeaf();
      this.#finishInterior();
    }
    const size = new Uint8Array(4);
    put32(size, 0, this.#pages);
    this.#sink.patch(28, size);
  }

  #patchRoot(page: Uint8Array): void {
    this.#sink.patch((this.#root - 1) * this.#pageSize, page);
  }

  #headLeaf(): void {
    this.#leaf[0] = LEAF;
    put16(this.#leaf, 3, this.#cells);
    put16(this.#leaf, 5, this.#content & 0xffff);
  }

  #finishLeaf(): void {
    this.#headLeaf();
    this.#leaves.push({ page: this.#append(this.#leaf), lastRowid: this.#lastRowid });
    this.#leaf = new Uint8Array(this.#pageSize);
    this.#cells = 0;
    this.#content = this.#usable;
  }

  /** Level upon level until one page holds all: that one is the table's root. */
  #finishInterior(): void {
    let children: readonly Child[] = this.#leaves;
    for (;;) {
      const pages = this.#interiorPages(children);
      if (pages.length === 1) return this.#patchRoot(pages[0].bytes);
      children = pages.map(({ bytes, lastRowid }) => ({ page: this.#append(bytes), lastRowid }));
    }
  }

  #interiorPages(children: readonly Child[]): { bytes: Uint8Array; lastRowid: number }[] {
    const pages: { bytes: Uint8Array; lastRowid: number }[] = [];
    // A cell takes 4 bytes of page number, up to 9 of rowid and 2 of pointer; the last child stands in the header.
    const fanOut = Math.floor((this.#usable - INTERIOR_HEADER) / 15);
    for (let at = 0; at < children.length; at += fanOut) {
      const group = children.slice(at, at + fanOut);
      const bytes = new Uint8Array(this.#pageSize);
      let content = this.#usable;
      for (const [index, { page, lastRowid }] of group.slice(0, -1).entries()) {
        content -= 4 + varintLength(lastRowid);
        put32(bytes, content, page);
        putVarint(bytes, content + 4, lastRowid);
        put16(bytes, INTERIOR_HEADER + 2 * index, content);
      }
      const last = group[group.length - 1];
      bytes[0] = INTERIOR;
      put16(bytes, 3, group.length - 1);
      put16(bytes, 5, content & 0xffff);
      put32(bytes, 8, last.page);
      pages.push({ bytes, lastRowid: last.lastRowid });
    }
    return pages;
  }

  /** Returns the number of the page. */
  #append(page: Uint8Array): number {
    this.#pages++;
    if (this.#pages === LOCK_BYTE / this.#pageSize + 1) {
      this.#sink.append(new Uint8Array(this.#pageSize));
      this.#pages++;
    }
    if (this.#pages > 0xfffffffe) throw new CodedError('limit', 'SQLite files end at 2^32 pages');
    this.#sink.append(page);
    return this.#pages;
  }

  /** Payload size, rowid, header size, serial types, bodies. Returns the length. */
  #encode(rowid: number, values: readonly (number | null)[]): number {
    // The rowid's own column is NULL in the record.
    const headerLength = values.length + 2;
    let payload = headerLength;
    for (const value of values) payload += widthOf(value);
    let at = putVarint(this.#record, 0, payload);
    at += putVarint(this.#record, at, rowid);
    this.#record[at] = headerLength;
    this.#record[at + 1] = 0;
    let body = at + headerLength;
    for (let column = 0; column < values.length; column++) {
      const value = values[column];
      const width = widthOf(value);
      this.#record[at + 2 + column] = serialType(value, width);
      putInteger(this.#record, body, value ?? 0, width);
      body += width;
    }
    return body;
  }
}

/** Bytes of the body of an integer; 0 and 1 have none. */
function widthOf(value: number | null): number {
  if (value === null || value === 0 || value === 1) return 0;
  if (value >= -0x80 && value < 0x80) return 1;
  if (value >= -0x8000 && value < 0x8000) return 2;
  if (value >= -0x80_0000 && value < 0x80_0000) return 3;
  if (value >= -0x8000_0000 && value < 0x8000_0000) return 4;
  return value >= -(2 ** 47) && value < 2 ** 47 ? 6 : 8;
}

function serialType(value: number | null, width: number): number {
  if (value === null) return 0;
  if (width === 0) return value === 0 ? 8 : 9;
  if (width <= 4) return width;
  return width === 6 ? 5 : 6;
}

function putInteger(bytes: Uint8Array, at: number, value: number, width: number): void {
  let rest = value;
  for (let byte = width - 1; byte >= 0; byte--) {
    const low = rest & 0xff;
    bytes[at + byte] = low;
    rest = (rest - low) / 256;
  }
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** For values below 2^53, which take at most eight bytes. Returns the length. */
function putVarint(bytes: Uint8Array, at: number, value: number): number {
  const length = varintLength(value);
  let rest = value;
  for (let byte = length - 1; byte >= 0; byte--) {
    bytes[at + byte] = (rest & 0x7f) | (byte === length - 1 ? 0 : 0x80);
    rest = Math.floor(rest / 128);
  }
  return length;
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

import { basename, join } from 'node:path';
import { decodeArguments, decodeExit, decodeSingle } from '../format/call-values.js';
import { ValueFile } from '../format/locate.js';
import { skipValue } from '../format/tokens.js';
import type { Value } from '../format/value.js';
import { NO_ADDRESS } from '../trace/slice.js';
import type { CallValues } from './api.js';
import { endOf } from './call-rows.js';
import type { CallSource } from './call-source.js';
import { functionOf } from './names.js';
import type { Place } from './slices.js';
import { findValue } from './value-directory.js';
import type { ValuePlace } from './value-directory.js';

/** Most values are far smaller; a larger one is read again as a whole. */
const FIRST_READ_BYTES = 16 * 1024;

/** Reads values of calls from the recordings, one call at a time. */
export class ValueReader {
  readonly #folder: string;
  readonly #files = new Map<number, ValueFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param place the call's first slice. */
  read(source: CallSource, place: Place): CallValues {
    const { tables } = source;
    const definition = functionOf(tables, place.chunk.functions[place.row]);
    const process = source.threads().get(place.thread)?.process ?? 0;
    const end = endOf(source, place);
    const late = source.lateException(end.last);
    const problems: string[] = [];
    const bytesAt = (address: number | undefined): Uint8Array | null => {
      if (address === undefined || address === NO_ADDRESS) return null;
      const found = this.#bytes(source, process, address);
      if ('bytes' in found) return found.bytes;
      problems.push(found.problem);
      return null;
    };
    const given = bytesAt(place.chunk.argument[place.row]);
    const left = bytesAt(end.exit);
    const told = bytesAt(late);
    const suspended = end.outcome === 'suspended';
    const exit = left === null || suspended ? null : decodeExit(definition, left);
    let exception: Value | null = null;
    if (told !== null) exception = decodeSingle(told);
    else if (end.outcome === 'unwind') exception = exit?.outcome ?? null;
    return {
      arguments: given === null ? null : decodeArguments(definition, given),
      locals: exit?.locals ?? null,
      result: end.outcome === 'return' ? (exit?.outcome ?? null) : null,
      yielded: left !== null && suspended ? decodeSingle(left) : null,
      exception,
      problem: problems.length === 0 ? null : problems.join(' '),
    };
  }

  #bytes(source: CallSource, process: number, address: number): { bytes: Uint8Array } | { problem: string } {
    const place = findValue(source.tables.values.get(process) ?? new Float64Array(0), address);
    if (place === null) return { problem: 'The value cannot be read: no chunk of the recording holds it.' };
    const file = this.#file(source, process);
    if (typeof file === 'string') return { problem: file };
    const first = exactly(file, place, Math.min(place.length, FIRST_READ_BYTES));
    if ('problem' in first || first.bytes.length > 0) return first;
    const whole = exactly(file, place, place.length);
    if ('bytes' in whole && whole.bytes.length === 0)
      return { problem: 'The value cannot be read: it is not msgpack.' };
    return whole;
  }

  #file(source: CallSource, process: number): ValueFile | string {
    const known = this.#files.get(process);
    if (known !== undefined) return known;
    try {
      const file = new ValueFile(join(this.#folder, basename(source.tables.processes[process - 1].file)));
      this.#files.set(process, file);
      return file;
    } catch (thrown) {
      return `The recording cannot be read: ${(thrown as Error).message}.`;
    }
  }

  close(): void {
    for (const file of this.#files.values()) file.dispose();
    this.#files.clear();
  }
}

/** The one value that begins there, out of at most `length` bytes; no bytes when it does not end within them. */
function exactly(file: ValueFile, place: ValuePlace, length: number): { bytes: Uint8Array } | { problem: string } {
  const read = file.read({ ...place, length });
  if ('problem' in read) return read;
  return { bytes: read.bytes.subarray(0, Math.max(0, skipValue(read.bytes, 0))) };
}

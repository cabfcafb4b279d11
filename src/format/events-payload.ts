/**
 * The payload of an events chunk: a map of few fields, nearly all of them `bin`. Walked by hand, because a general
 * decoder would make objects of what is only a handful of offsets.
 */
import type { UintColumn } from './chunk.js';
import { emptyColumn, readColumn } from './columns.js';
import { FieldWalker } from './field-walker.js';
import { EventField } from './schema.gen.js';

export interface EventsPayload {
  readonly depth: number | null;
  readonly kinds: Uint8Array;
  readonly functions: UintColumn;
  readonly deltas: UintColumn;
  readonly sites: UintColumn;
  readonly userSites: UintColumn;
  readonly activations: UintColumn;
  readonly tasks: UintColumn;
  readonly valueLengths: UintColumn;
  readonly allocatedBytes: UintColumn;
  readonly freedBytes: UintColumn;
  readonly values: Uint8Array;
  readonly valuesOffset: number;
}

const UNEVEN = 'a column is not a whole number of entries';

/** A reason in words when the payload does not follow the format. Columns are copies; their lengths are not compared. */
export function readEventsPayload(payload: Uint8Array): EventsPayload | string {
  const walker = new FieldWalker(payload);
  const fields = walker.mapHead();
  if (fields < 0) return 'the payload is no map';
  const blobs = new Map<number, { readonly at: number; readonly bytes: Uint8Array }>();
  const widths = new Map<number, number>();
  let depth: number | null = null;
  for (let i = 0; i < fields; i++) {
    const key = walker.uint();
    if (key === EventField.depth) {
      const value = walker.uint();
      if (value >= 0) depth = value;
    } else if (key === EventField.widths) {
      const entries = walker.mapHead();
      for (let j = 0; j < entries && !walker.failed; j++) widths.set(walker.uint(), walker.uint());
    } else {
      // Whatever comes with a newer minor version is skipped; a column that is no blob counts as missing.
      const blob = walker.blobOrSkip();
      if (blob !== null) blobs.set(key, blob);
    }
    if (walker.failed) return 'the payload is not well-formed msgpack';
  }
  const column = (field: EventField): UintColumn | null => {
    const blob = blobs.get(field);
    return blob === undefined ? emptyColumn() : readColumn(blob.bytes, widths.get(field) ?? 4);
  };
  const functions = column(EventField.functions);
  const deltas = column(EventField.deltas);
  const sites = column(EventField.sites);
  const userSites = column(EventField.userSites);
  const activations = column(EventField.activations);
  const tasks = column(EventField.tasks);
  const valueLengths = column(EventField.valueLengths);
  const allocatedBytes = column(EventField.allocatedBytes);
  const freedBytes = column(EventField.freedBytes);
  if (!functions || !deltas || !sites || !userSites || !activations || !tasks || !valueLengths) return UNEVEN;
  if (!allocatedBytes || !freedBytes) return UNEVEN;
  const values = blobs.get(EventField.values);
  return {
    depth,
    kinds: copy(blobs.get(EventField.kinds)?.bytes),
    functions,
    deltas,
    sites,
    userSites,
    activations,
    tasks,
    valueLengths,
    allocatedBytes,
    freedBytes,
    values: copy(values?.bytes),
    valuesOffset: values?.at ?? 0,
  };
}

function copy(bytes: Uint8Array | undefined): Uint8Array {
  return bytes === undefined ? new Uint8Array() : new Uint8Array(bytes);
}

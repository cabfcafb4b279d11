/** Events chunks with columns as a test wants them, for what no honest writer would write. */
import { encodeChunk, encodeFileHeader } from '../../src/format/header.js';
import { packFields } from '../../src/format/plain.js';
import { ChunkKind, Codec, EventField } from '../../src/format/schema.gen.js';
import type { DefinitionField } from '../../src/format/schema.gen.js';

export interface RawEvents {
  readonly kinds: readonly number[];
  readonly functions: readonly number[];
  readonly deltas?: readonly number[];
  readonly sites?: readonly number[];
  readonly userSites?: readonly number[];
  readonly activations?: readonly number[];
  readonly tasks?: readonly number[];
  readonly valueLengths?: readonly number[];
  readonly allocatedBytes?: readonly number[];
  readonly freedBytes?: readonly number[];
  readonly values?: Uint8Array;
  /** Of the header; by default what the columns say. */
  readonly events?: number;
  readonly thread?: number;
  readonly lastNs?: number;
}

const columns = [
  'functions',
  'deltas',
  'sites',
  'userSites',
  'activations',
  'tasks',
  'valueLengths',
  'allocatedBytes',
  'freedBytes',
] as const;

/** A recording of one process chunk, these definitions and these events; every entry has one byte. */
export function rawRecording(
  definitions: ReadonlyMap<DefinitionField, readonly (readonly unknown[])[]>,
  ...batches: readonly RawEvents[]
): Uint8Array {
  const body = (kind: ChunkKind, payload: Uint8Array, sequence: number, raw?: RawEvents) =>
    encodeChunk(
      {
        kind,
        codec: Codec.raw,
        thread: raw === undefined ? 0 : (raw.thread ?? 1),
        firstNs: 0,
        lastNs: raw?.lastNs ?? 0,
        events: raw?.events ?? raw?.kinds.length ?? 0,
        sequence,
        rawLength: payload.length,
      },
      payload,
    );
  return Buffer.concat([
    encodeFileHeader(0),
    body(ChunkKind.process, packFields(new Map()), 0),
    body(ChunkKind.definitions, packFields(definitions), 1),
    ...batches.map((raw, index) => body(ChunkKind.events, eventsPayload(raw), index + 2, raw)),
    body(ChunkKind.end, packFields(new Map()), batches.length + 2),
  ]);
}

function eventsPayload(raw: RawEvents): Uint8Array {
  const fields = new Map<number, unknown>([[EventField.kinds, Uint8Array.from(raw.kinds)]]);
  for (const name of columns) {
    const entries = name === 'deltas' ? (raw.deltas ?? raw.kinds.map(() => 0)) : raw[name];
    if (entries !== undefined) fields.set(EventField[name], Uint8Array.from(entries));
  }
  fields.set(EventField.widths, new Map(columns.map((name) => [EventField[name], 1])));
  if (raw.values !== undefined) fields.set(EventField.values, raw.values);
  return packFields(fields);
}

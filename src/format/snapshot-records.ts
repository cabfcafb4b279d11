/** The small chunks of a heap snapshot: what it is of, and the types, texts and roots that its columns name. */
import { asBigInt, asList, asNumber, asNumberOrNull, asText, asTextOrNull } from './plain.js';
import type { Fields } from './plain.js';
import { HeapEndField, SnapshotField } from './schema.gen.js';

export interface SnapshotRecord {
  readonly pid: number;
  readonly takenEpochNs: bigint;
  readonly pythonVersion: string;
  /** What the program called it, or ''. */
  readonly label: string;
  readonly reason: string;
  readonly walker: string;
  readonly rssBytes: number | null;
}

export interface HeapType {
  /** Module and qualname, without `builtins.`. */
  readonly name: string;
  readonly address: bigint;
  readonly file: string | null;
  /** 0 where unknown. */
  readonly line: number;
}

/** A root as it was recorded. */
export interface RootRecord {
  readonly kind: number;
  readonly address: bigint;
  readonly name: string;
}

/** What the last chunk says that the others hold. */
export interface SnapshotEnd {
  readonly nodes: number;
  readonly edges: number;
  /** From the beginning of the walk, nanoseconds. */
  readonly tookNs: number;
  readonly tracked: number;
}

export function readRecord(fields: Fields): SnapshotRecord {
  return {
    pid: asNumber(fields.get(SnapshotField.pid)),
    takenEpochNs: asBigInt(fields.get(SnapshotField.takenEpochNs)),
    pythonVersion: asText(fields.get(SnapshotField.pythonVersion)),
    label: asText(fields.get(SnapshotField.label)),
    reason: asText(fields.get(SnapshotField.reason)),
    walker: asText(fields.get(SnapshotField.walker)),
    rssBytes: asNumberOrNull(fields.get(SnapshotField.rssBytes)),
  };
}

export function readType(row: unknown): HeapType {
  const [name, address, file, line] = asList(row);
  return { name: asText(name), address: asBigInt(address), file: asTextOrNull(file), line: asNumber(line) };
}

export function readRoot(row: unknown): RootRecord {
  const [kind, address, name] = asList(row);
  return { kind: asNumber(kind), address: asBigInt(address), name: asText(name) };
}

export function readEnd(fields: Fields): SnapshotEnd {
  return {
    nodes: asNumber(fields.get(HeapEndField.nodes)),
    edges: asNumber(fields.get(HeapEndField.edges)),
    tookNs: asNumber(fields.get(HeapEndField.tookNs)),
    tracked: asNumber(fields.get(HeapEndField.tracked)),
  };
}

/**
 * What was found out about a snapshot, kept beside the recording: reading and analysing one of some million objects takes
 * seconds. It can be deleted at any time.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Findings, FoundHolder, FoundStep, FoundType, FoundWay } from '../../heap/findings.js';
import type { Grown } from '../../heap/verdict-growth.js';
import type { Idiom } from '../../heap/idioms.js';
import type { SignatureStep } from '../../heap/signatures.js';
import type { SourcePlace } from '../../heap/snapshot-graph.js';
import { makeFolder, privatePath, rmQuietly, storeFolder, traceFiles } from '../folder.js';
import { flag, listOf, number, object, oneOf, orNull, text } from './shape.js';

/** Digest of the sources that find out, put in by esbuild.mjs: what another version found is not believed. */
declare const TRACEHOLD_ANALYSIS: string | undefined;
const ANALYSIS = typeof TRACEHOLD_ANALYSIS === 'string' ? TRACEHOLD_ANALYSIS : 'source';

/** Of a file that is larger nothing is ours: types and ways have bounds. */
const MOST_BYTES = 64 << 20;
/** Of the beginning and of the end, which say whose the snapshot is, when it was taken, and how much is in it. */
const END_BYTES = 1 << 16;

/** How to tell that a snapshot is still the one that was looked at. */
export interface SnapshotStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Null where there is no such file. */
export function stampOf(path: string): SnapshotStamp | null {
  try {
    const { size, mtimeMs } = statSync(path);
    return { size, mtimeMs };
  } catch {
    return null;
  }
}

/** @param snapshot path of the snapshot. */
export function keptPath(snapshot: string): string {
  return join(storeFolder(dirname(snapshot)), `${basename(snapshot)}.json`);
}

/** What was found out about a snapshot, if that is kept and the snapshot has not changed since; else null. */
export function readKept(snapshot: string): Findings | null {
  try {
    const path = keptPath(snapshot);
    const stamp = stampOf(snapshot);
    if (stamp === null || statSync(path).size > MOST_BYTES) return null;
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isKept(kept) || kept.analysis !== ANALYSIS || kept.size !== stamp.size) return null;
    // A copy has another time; its ends then tell that it is the same snapshot.
    if (kept.mtimeMs !== stamp.mtimeMs && kept.ends !== endsDigest(snapshot, stamp.size)) return null;
    return kept.findings;
  } catch {
    // There is none, or it is damaged: what it says is found out again.
    return null;
  }
}

/**
 * Keeps what was found out about a snapshot of a run. Snapshots that lie elsewhere get nothing put beside them.
 *
 * @param stamp as it was before the snapshot was read.
 * @returns whether it is kept.
 */
export function keep(snapshot: string, stamp: SnapshotStamp, findings: Findings): boolean {
  const run = dirname(snapshot);
  const place = { folder: storeFolder(run), generation: randomBytes(8).toString('hex'), temporary: false };
  const partial = privatePath('findings', place);
  try {
    const now = stampOf(snapshot);
    if (traceFiles(run).length === 0 || now?.size !== stamp.size || now.mtimeMs !== stamp.mtimeMs) return false;
    makeFolder(place.folder);
    const kept: Kept = { analysis: ANALYSIS, ...stamp, ends: endsDigest(snapshot, stamp.size), findings };
    writeFileSync(partial, JSON.stringify(kept), { mode: 0o600 });
    renameSync(partial, keptPath(snapshot));
    return true;
  } catch {
    // The folder cannot be written: whoever asks again waits again.
    rmQuietly(partial);
    return false;
  }
}

/** The same for what somebody does besides: found out only where it is not kept yet, and without an error. */
export function keepFindings(snapshot: string, stamp: SnapshotStamp, find: () => Findings): void {
  try {
    if (readKept(snapshot) === null) keep(snapshot, stamp, find());
  } catch {
    // There is no memory for it: who wants it finds it out.
  }
}

function endsDigest(path: string, size: number): string {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    for (const from of [0, Math.max(0, size - END_BYTES)]) {
      const bytes = new Uint8Array(Math.min(END_BYTES, size));
      hash.update(bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from)));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

interface Kept extends SnapshotStamp {
  readonly analysis: string;
  readonly ends: string;
  readonly findings: Findings;
}

const place = object<SourcePlace>({ file: text, line: number, name: text });
const steps = object<FoundStep>({
  edge: text,
  repeats: number,
  type: text,
  node: number,
  first: number,
  place: orNull(place),
  isHolder: flag,
  address: number,
});
const holder = object<FoundHolder>({
  name: text,
  sentence: text,
  path: listOf(steps),
  others: listOf(text),
  retainedBytes: number,
  count: number,
  trackedCount: number,
  itemCount: number,
  itemType: text,
  shape: oneOf<FoundHolder['shape']>({ items: true, single: true, chain: true, mixed: true }),
  idiom: orNull(object<Idiom>({ name: text, because: text, todo: text })),
  confidence: oneOf<FoundHolder['confidence']>({ high: true, medium: true, low: true }),
  grown: orNull(object<Grown>({ snapshots: number, count: number, bytes: number, type: text })),
  isDeclared: flag,
});
const type = object<FoundType>({
  type: text,
  file: orNull(text),
  line: number,
  count: number,
  shallowBytes: number,
  retainedBytes: number,
  unreachableCount: number,
  unreachableBytes: number,
});
const way = object<FoundWay>({
  steps: listOf(object<SignatureStep>({ edge: text, type: text })),
  count: number,
  bytes: number,
  heldBytes: number,
});
const isKept = object<Kept>({
  analysis: text,
  size: number,
  mtimeMs: number,
  ends: text,
  findings: object<Findings>({
    objects: number,
    references: number,
    bytes: number,
    sentence: orNull(text),
    holders: listOf(holder),
    types: listOf(type),
    ways: listOf(way),
    wayCount: number,
    problems: listOf(text),
  }),
});

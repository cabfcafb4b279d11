/** What a recording says as text that people can read and a diff can compare: every event with its values. */
import { assertNever } from '../../src/base/assert-never.js';
import type { Chunk, EventsChunk, FunctionDefinition } from '../../src/format/chunk.js';
import { decodeArguments, decodeExit, decodeSingle } from '../../src/format/call-values.js';
import { isStart } from '../../src/format/events-check.js';
import { GENERATOR_FLAGS, TASK_FLAGS } from '../../src/format/known-ids.js';
import { toJson } from '../../src/format/json.js';
import type { Problem } from '../../src/format/problem.js';
import { EventFlag, EventKind } from '../../src/format/schema.gen.js';
import type { Value } from '../../src/format/value.js';

type Functions = Map<number, FunctionDefinition>;

const kindNames = new Map(Object.entries(EventKind).map(([name, kind]) => [kind as number, name]));

/** Offsets and sizes stay out: the same recording compressed differently reads the same. */
export function describe(chunks: readonly Chunk[], problems: readonly Problem[]): string {
  const functions: Functions = new Map();
  const lines = chunks.flatMap((chunk) => describeChunk(chunk, functions));
  return [...lines, ...problems.map(({ code, message }) => `! ${code}: ${message}`), ''].join('\n');
}

function describeChunk(chunk: Chunk, functions: Functions): readonly string[] {
  switch (chunk.type) {
    case 'process':
      return ['process', ...Object.entries(chunk.process).map(([name, value]) => `  ${name}: ${plain(value)}`)];
    case 'definitions': {
      for (const definition of chunk.functions) functions.set(definition.id, definition);
      const tables = [chunk.files, chunk.functions, chunk.sites, chunk.threads, chunk.tasks];
      const names = ['file', 'function', 'site', 'thread', 'task'];
      return tables.flatMap((rows: readonly object[], table) =>
        rows.map((row) => `${names[table]} ${Object.values(row).map(plain).join(' | ')}`),
      );
    }
    case 'events':
      return [...describeEvents(chunk, functions)];
    case 'end':
      return [`end ${chunk.reason}, ${chunk.events} events, ${chunk.dropped} dropped`];
    case 'problem':
      return [`problem ${chunk.code} at ${chunk.atNs} in thread ${chunk.thread}: ${chunk.message}`];
    default:
      return assertNever(chunk);
  }
}

function plain(value: unknown): string {
  if (value instanceof Map) return JSON.stringify([...value]);
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function* describeEvents(chunk: EventsChunk, functions: Functions): Generator<string> {
  const { header, depth } = chunk;
  yield `events of thread ${header.thread} from ${header.firstNs} to ${header.lastNs}, depth ${depth}${chunk.gapBefore ? ', after a gap' : ''}`;
  const at = { ns: header.firstNs, site: 0, userSite: 0, activation: 0, task: 0, value: 0, byte: 0 };
  for (let i = 0; i < chunk.count; i++) {
    const flags = chunk.kinds[i];
    const kind = flags & EventFlag.kindMask;
    const definition = functions.get(chunk.functions[i]);
    at.ns += chunk.deltas[i];
    let line = `  ${at.ns} ${kindNames.get(kind) ?? kind} ${definition?.qualname}`;
    if (isStart(kind)) {
      line += ` site ${chunk.sites[at.site++]}`;
      if (((definition?.flags ?? 0) & GENERATOR_FLAGS) !== 0)
        line += ` activation ${chunk.activations[at.activation++]}`;
      if (((definition?.flags ?? 0) & TASK_FLAGS) !== 0) line += ` task ${chunk.tasks[at.task++]}`;
    }
    if ((flags & EventFlag.hasUserSite) !== 0) line += ` from ${chunk.userSites[at.userSite++]}`;
    yield line;
    if ((flags & EventFlag.hasValue) === 0) continue;
    const end = at.byte + chunk.valueLengths[at.value++];
    const bytes = chunk.values.subarray(at.byte, end);
    at.byte = end;
    for (const [name, value] of named(kind, definition, bytes)) yield `      ${name}: ${toJson(value)}`;
  }
}

function named(
  kind: number,
  definition: FunctionDefinition | undefined,
  bytes: Uint8Array,
): Iterable<readonly [string, Value]> {
  const known = definition ?? { names: [], flags: 0 };
  if (kind === EventKind.call) return decodeArguments(known, bytes);
  if (kind !== EventKind.return && kind !== EventKind.unwind) return [['-> value', decodeSingle(bytes)]];
  const { outcome, locals } = decodeExit(known, bytes);
  return [['-> outcome', outcome], ...(locals ?? [])];
}

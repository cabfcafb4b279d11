/** From a whole, undamaged chunk to what it says. Keeps the ids that were defined, so chunks must come in order. */
import { checkEvents } from './events-check.js';
import { readEventsPayload } from './events-payload.js';
import type { Chunk, ChunkHeader, DefinitionsChunk } from './chunk.js';
import { NO_DEFINITIONS, readDefinitions } from './definitions.js';
import type { Definitions } from './definitions.js';
import { KnownIds, describePlaceholders, hasDefinitions } from './known-ids.js';
import type { ProblemCode } from './problem.js';
import { decodePayload } from './payload.js';
import { unpackFields } from './plain.js';
import type { Fields } from './plain.js';
import { readEnd, readProblem, readProcess } from './records.js';
import { ChunkKind } from './schema.gen.js';

export type Report = (code: ProblemCode, offset: number, message: string) => void;

export class ChunkDecoder {
  readonly #known = new KnownIds();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /**
   * @param stored the payload as stored; nothing handed out refers to it.
   * @param gapBefore see `EventsChunk`.
   * @returns none when the chunk is of an unknown kind or was skipped with a problem; two when placeholders come first.
   */
  decode(header: ChunkHeader, stored: Uint8Array, gapBefore: boolean): readonly Chunk[] {
    if (header.kind < ChunkKind.process || header.kind > ChunkKind.problem) return [];
    if (!Number.isSafeInteger(header.firstNs) || !Number.isSafeInteger(header.lastNs)) {
      return this.#skip(header, 'bad-payload', 'its times are not believable');
    }
    const decoded = decodePayload(header.codec, stored, header.rawLength);
    if ('code' in decoded) return this.#skip(header, decoded.code, decoded.message);
    if (header.kind === ChunkKind.events) return this.#events(header, decoded.payload, gapBefore);
    const fields = unpackFields(decoded.payload);
    if (fields === null) return this.#skip(header, 'bad-payload', 'its payload is no map');
    switch (header.kind) {
      case ChunkKind.process:
        return [{ type: 'process', header, process: readProcess(fields) }];
      case ChunkKind.definitions:
        return this.#definitions(header, fields);
      case ChunkKind.end:
        return [{ type: 'end', header, ...readEnd(fields) }];
      default:
        return [{ type: 'problem', header, ...readProblem(fields) }];
    }
  }

  #skip(header: ChunkHeader, code: ProblemCode, why: string): readonly Chunk[] {
    const what = header.events > 0 ? `A chunk of ${header.events} events` : 'A chunk';
    this.#report(code, header.fileOffset, `${what} at offset ${header.fileOffset} was skipped: ${why}.`);
    return [];
  }

  #definitions(header: ChunkHeader, fields: Fields): readonly Chunk[] {
    const { definitions, badRows } = readDefinitions(fields);
    if (badRows > 0) {
      this.#report('bad-payload', header.fileOffset, `${badRows} definitions without a usable id were left out.`);
    }
    this.#known.add(definitions);
    const { functions, sites } = definitions;
    const placeholders = this.#known.placeholders(
      { files: [...functions, ...sites].map(({ fileId }) => fileId), functions: sites.map((site) => site.functionId) },
      0,
    );
    // The functions among them stay unknown, so that their first events can still tell what they are.
    this.#known.add({ ...placeholders, functions: [] });
    return [
      ...this.#placeholders(header, placeholders),
      { type: 'definitions', header, placeholder: false, ...definitions },
    ];
  }

  #placeholders(header: ChunkHeader, placeholders: Definitions): readonly DefinitionsChunk[] {
    if (!hasDefinitions(placeholders)) return [];
    const message = `Used without a definition: ${describePlaceholders(placeholders)}.`;
    this.#report('undefined-id', header.fileOffset, message);
    return [{ type: 'definitions', header, placeholder: true, ...NO_DEFINITIONS, ...placeholders }];
  }

  #events(header: ChunkHeader, payload: Uint8Array, gapBefore: boolean): readonly Chunk[] {
    const read = readEventsPayload(payload);
    if (typeof read === 'string') return this.#skip(header, 'bad-payload', read);
    const checked = checkEvents(header, read, this.#known);
    if (typeof checked === 'string') return this.#skip(header, 'column-mismatch', checked);
    const { events, mismatches, placeholderFlags } = checked;
    if (mismatches.length > 0) {
      const message = `Columns of the chunk at offset ${header.fileOffset} disagree: ${mismatches.join('; ')}.`;
      this.#report('column-mismatch', header.fileOffset, message);
    }
    const { functions, sites, userSites, tasks } = events;
    const used = { functions, sites, tasks, threads: [header.thread] };
    const placeholders = this.#known.placeholders(used, placeholderFlags);
    this.#known.add(placeholders);
    // Columns of two meanings refer to sites; the second round sees what the first has added.
    const more = this.#known.placeholders({ sites: userSites }, 0);
    this.#known.add(more);
    const all = { ...placeholders, sites: [...placeholders.sites, ...more.sites] };
    return [
      ...this.#placeholders(header, all),
      { type: 'events', header, count: events.kinds.length, gapBefore, ...events },
    ];
  }
}

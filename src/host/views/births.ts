import { commands } from 'vscode';
import type { Client } from '../../rpc/client.js';
import type { BirthSite, BirthsQuery, Allocating, BornCall, HeapBirths } from '../../rpc/heap-births-contract.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type { ProcessInfo, SqlResult } from '../../store/api.js';
import type { Services } from '../services.js';

const NS_PER_MS = 1e6;
const MOST_SITES = 8;
const MOST_ALLOCATING = 8;
/** Calls whose arguments are read to find one object: each has to be decoded. */
const MOST_READ = 20_000;

type Store = Client<StoreMethods, StoreEvents>;

/** Which snapshot of which process. */
export interface Taken {
  /** Of the run. */
  readonly folder: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly takenMs: number;
  /** When the last snapshot of the process before this one was taken; null when there is none. */
  readonly previousMs: number | null;
}

const nothing: Omit<HeapBirths, 'missing'> = {
  born: null,
  sites: [],
  allocating: null,
  betweenNs: 0,
  isAfterOther: false,
  isCut: false,
};

/** What the recording of a run tells of where objects of a snapshot were made. Throws CodedError. */
export async function birthsOf(
  { runs }: Pick<Services, 'runs'>,
  taken: Taken,
  query: BirthsQuery,
  signal: AbortSignal,
): Promise<HeapBirths> {
  if (runs.find(taken.folder) === undefined) return { missing: 'run', ...nothing };
  return runs.use(taken.folder, async ({ store }) => {
    const { processes } = await store.call('info', null, signal);
    // A number may have come again: the process that had it when the snapshot was taken.
    const process = processes
      .filter(({ pid, startEpochNs }) => pid === taken.pid && startEpochNs <= taken.takenMs * NS_PER_MS)
      .toSorted((a, b) => b.startEpochNs - a.startEpochNs)[0] as ProcessInfo | undefined;
    if (process === undefined) return { missing: 'process', ...nothing };
    if (process.calls === 0) return { missing: 'calls', ...nothing };
    const at = (ms: number) => Math.max(0, Math.round(ms * NS_PER_MS - process.startEpochNs));
    const window = { fromNs: taken.previousMs === null ? 0 : at(taken.previousMs), toNs: at(taken.takenMs) };
    const made = await constructed(store, process, query, window.toNs, signal);
    const allocated = await allocatedBetween(store, process, window, signal);
    return {
      missing: null,
      ...made.births,
      allocating: allocated === null ? null : allocated.rows.map(allocating),
      betweenNs: window.toNs - window.fromNs,
      isAfterOther: taken.previousMs !== null,
      isCut: made.isCut || (allocated !== null && allocated.notice !== null),
    };
  });
}

/** In the timeline of the run, and in its file. */
export async function showCall(folder: string, call: number): Promise<void> {
  await commands.executeCommand('tracehold.openTimeline', { folder });
  await commands.executeCommand('tracehold.showCall', { folder, call });
}

interface Constructed {
  readonly births: Pick<HeapBirths, 'born' | 'sites'>;
  readonly isCut: boolean;
}

/** By calls of the type's own `__init__` before the snapshot. */
async function constructed(
  store: Store,
  { process }: ProcessInfo,
  { type, address }: BirthsQuery,
  toNs: number,
  signal: AbortSignal,
): Promise<Constructed> {
  const named = `SELECT id, qualname FROM functions WHERE module || '.' || qualname = ${literal(`${type}.__init__`)}`;
  const functions = (await store.call('sql', { text: named }, signal)).rows;
  const [, qualname] = functions[0] ?? [];
  if (typeof qualname !== 'string') return { births: { born: null, sites: [] }, isCut: false };
  const ids = functions.map(([id]) => whole(id)).join(', ');
  const isMade = `process = ${process} AND function_id IN (${ids}) AND start_ns <= ${toNs}`;
  const ask = (text: string) => store.call('sql', { text, qualname }, signal);
  const sites = await ask(
    `SELECT user_code_call_site_path, user_code_call_site_line, count(*) AS made, id, max(start_ns) FROM calls
     WHERE ${isMade} GROUP BY 1, 2 ORDER BY made DESC LIMIT ${MOST_SITES}`,
  );
  const born = address === null ? null : await ask(bornSql(isMade, address));
  return {
    births: { born: born === null ? null : bornCall(born, toNs), sites: sites.rows.map(site) },
    isCut: sites.notice !== null,
  };
}

/** The last call whose `self` was at the address: before it, the address was another's. */
function bornSql(isMade: string, address: string): string {
  return `SELECT id, function, user_code_call_site_path, user_code_call_site_line, start_ns,
      (SELECT count(*) FROM calls WHERE ${isMade} AND has_arguments = 0 AND start_ns > made.start_ns)
    FROM (SELECT * FROM calls WHERE ${isMade} AND has_arguments = 1 ORDER BY start_ns DESC LIMIT ${MOST_READ}) made
    WHERE json_extract(arguments(id), '$.self.id') = ${BigInt(address)} ORDER BY start_ns DESC LIMIT 1`;
}

/** Null where bytes were not counted. */
async function allocatedBetween(
  store: Store,
  { process, allocations }: ProcessInfo,
  window: { readonly fromNs: number; readonly toNs: number },
  signal: AbortSignal,
): Promise<SqlResult | null> {
  if (allocations !== true) return null;
  const { fromNs, toNs } = window;
  const text = `SELECT function, path, line, count(*), sum(self_net) AS net, id, max(self_net) FROM calls
    WHERE process = ${process} AND start_ns >= ${fromNs} AND start_ns + duration_ns <= ${toNs}
    GROUP BY function_id HAVING net > 0 ORDER BY net DESC LIMIT ${MOST_ALLOCATING}`;
  return store.call('sql', { text, ...window }, signal);
}

type Row = SqlResult['rows'][number];

function bornCall({ rows }: SqlResult, toNs: number): BornCall | null {
  const [row] = rows as readonly (Row | undefined)[];
  if (row === undefined) return null;
  const [call, name, file, line, startNs, unknownCalls] = row;
  return {
    call: whole(call),
    function: words(name),
    file: words(file),
    line: whole(line),
    beforeNs: toNs - whole(startNs),
    unknownCalls: whole(unknownCalls),
  };
}

function site([file, line, calls, call]: Row): BirthSite {
  return { file: words(file), line: whole(line), calls: whole(calls), call: whole(call) };
}

function allocating([name, file, line, calls, net, call]: Row): Allocating {
  return {
    function: words(name),
    file: words(file),
    line: whole(line),
    calls: whole(calls),
    netBytes: whole(net),
    call: whole(call),
  };
}

function whole(cell: Row[number] | undefined): number {
  return typeof cell === 'number' ? cell : 0;
}

function words(cell: Row[number]): string {
  return typeof cell === 'string' ? cell : '';
}

/** A recorded text in a statement, as digits: whatever is in it, it cannot end the literal. */
function literal(text: string): string {
  return `CAST(x'${Buffer.from(text, 'utf8').toString('hex')}' AS TEXT)`;
}

/**
 * Tables of index.sqlite. Those with names in the singular are ours and may change with `STORE_VERSION`; the views with
 * names in the plural are documented in docs/sql.md and stay.
 */
export const STORE_VERSION = 6;

export const TABLES = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE process(process INTEGER PRIMARY KEY, row TEXT NOT NULL, start_epoch_ns INTEGER NOT NULL);
CREATE TABLE thread(
  thread INTEGER PRIMARY KEY, process INTEGER NOT NULL, serial INTEGER NOT NULL, native_id INTEGER, name TEXT NOT NULL,
  calls INTEGER NOT NULL, slices INTEGER NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
  max_depth INTEGER NOT NULL);
CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL);
CREATE TABLE function(
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, name TEXT NOT NULL, qualname TEXT NOT NULL, line INTEGER NOT NULL,
  flags INTEGER NOT NULL, argument_count INTEGER NOT NULL, names TEXT NOT NULL, module TEXT NOT NULL);
CREATE TABLE site(
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, function_id INTEGER NOT NULL, line INTEGER NOT NULL,
  caller_qualname TEXT NOT NULL);
CREATE TABLE task(id INTEGER PRIMARY KEY, process INTEGER NOT NULL, name TEXT NOT NULL, coroutine TEXT);
CREATE TABLE function_stats(
  process INTEGER NOT NULL, function_id INTEGER NOT NULL, calls INTEGER NOT NULL, resumes INTEGER NOT NULL,
  exceptions INTEGER NOT NULL, values_kept INTEGER NOT NULL, self_ns INTEGER NOT NULL, total_ns INTEGER NOT NULL,
  min_ns INTEGER NOT NULL, max_ns INTEGER NOT NULL, self_allocated INTEGER, self_freed INTEGER,
  total_allocated INTEGER, total_freed INTEGER);
CREATE TABLE edge(
  process INTEGER NOT NULL, caller_id INTEGER NOT NULL, callee_id INTEGER NOT NULL, calls INTEGER NOT NULL,
  total_ns INTEGER NOT NULL);
CREATE TABLE site_stats(
  process INTEGER NOT NULL, site_id INTEGER NOT NULL, callee_id INTEGER NOT NULL, calls INTEGER NOT NULL,
  total_ns INTEGER NOT NULL);
CREATE TABLE call_chunk(
  thread INTEGER NOT NULL, number INTEGER NOT NULL, count INTEGER NOT NULL, first_ns INTEGER NOT NULL,
  min_depth INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, functions BLOB NOT NULL);
CREATE TABLE span_chunk(
  thread INTEGER NOT NULL, level INTEGER NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
  long INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE TABLE value_chunks(process INTEGER PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE problem(process INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE call_row(
  id INTEGER PRIMARY KEY, parent_id INTEGER, thread INTEGER NOT NULL, function_id INTEGER NOT NULL,
  site_id INTEGER NOT NULL, user_site_id INTEGER NOT NULL, outcome INTEGER NOT NULL, start_ns INTEGER NOT NULL,
  duration_ns INTEGER NOT NULL, active_ns INTEGER NOT NULL, self_ns INTEGER NOT NULL, depth INTEGER NOT NULL,
  subtree INTEGER NOT NULL, task_id INTEGER NOT NULL, valued INTEGER NOT NULL,
  allocated INTEGER, freed INTEGER, self_allocated INTEGER, self_freed INTEGER);
CREATE TABLE heap_snapshot(
  id INTEGER PRIMARY KEY, file TEXT NOT NULL, process INTEGER, pid INTEGER, label TEXT, reason TEXT, walker TEXT,
  python TEXT, taken_epoch_ns INTEGER NOT NULL, took_ns INTEGER, rss_bytes INTEGER, objects INTEGER, edges INTEGER,
  file_bytes INTEGER NOT NULL, problem TEXT);
CREATE TABLE heap_type(
  snapshot_id INTEGER NOT NULL, type TEXT NOT NULL, path TEXT, line INTEGER, count INTEGER NOT NULL,
  shallow_bytes INTEGER NOT NULL, retained_bytes INTEGER NOT NULL, unreachable_count INTEGER NOT NULL,
  unreachable_bytes INTEGER NOT NULL);
CREATE TABLE heap_holder(
  snapshot_id INTEGER NOT NULL, rank INTEGER NOT NULL, name TEXT NOT NULL, sentence TEXT NOT NULL,
  confidence TEXT NOT NULL, idiom TEXT, advice TEXT, retained_bytes INTEGER NOT NULL, count INTEGER NOT NULL,
  tracked_count INTEGER NOT NULL, item_count INTEGER NOT NULL, item_type TEXT NOT NULL, shape TEXT NOT NULL,
  others TEXT NOT NULL, path TEXT, line INTEGER);
CREATE TABLE heap_step(
  snapshot_id INTEGER NOT NULL, rank INTEGER NOT NULL, step INTEGER NOT NULL, edge TEXT NOT NULL,
  repeats INTEGER NOT NULL, type TEXT NOT NULL, is_holder INTEGER NOT NULL, address INTEGER NOT NULL, path TEXT,
  line INTEGER);
CREATE TABLE heap_way(
  snapshot_id INTEGER NOT NULL, held_as TEXT NOT NULL, type TEXT NOT NULL, steps TEXT NOT NULL,
  count INTEGER NOT NULL, shallow_bytes INTEGER NOT NULL, held_bytes INTEGER NOT NULL);
`;

/** Filled from heap snapshots. */
export const HEAP_TABLES = ['heap_snapshot', 'heap_type', 'heap_holder', 'heap_step', 'heap_way'] as const;

/** Tables that are empty in the saved index: they are filled when a statement reads them. */
export type FilledTable = 'call_row' | (typeof HEAP_TABLES)[number];

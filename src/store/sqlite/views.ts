/**
 * The documented views (docs/sql.md). `calls` reads call_row, which is empty in the saved index and filled on demand.
 */
import { FunctionFlag } from '../../format/schema.gen.js';

const { generator, coroutine, asyncGenerator, optimized, user } = FunctionFlag;

/** What kind of callable a function is; a class body and a module are told apart by name. */
const TYPE = `CASE
    WHEN f.flags & ${asyncGenerator} THEN 'async_generator'
    WHEN f.flags & ${coroutine} THEN 'coroutine'
    WHEN f.flags & ${generator} THEN 'generator'
    WHEN f.flags & ${optimized} THEN CASE WHEN f.name = '<lambda>' THEN 'lambda' ELSE 'function' END
    WHEN f.name = '<module>' THEN 'module'
    ELSE 'class_body'
  END`;

export const VIEWS = `
CREATE VIEW processes AS SELECT
  process, row ->> '$.pid' AS pid, row ->> '$.file' AS file, row ->> '$.python' AS python,
  row ->> '$.recorder' AS recorder, row ->> '$.reason' AS reason, row ->> '$.hook' AS hook, row -> '$.argv' AS argv,
  row ->> '$.origin' AS origin, row ->> '$.parent' AS parent, row ->> '$.calls' AS calls,
  row ->> '$.valuesKept' AS values_kept, row ->> '$.threads' AS threads, row ->> '$.bytes' AS bytes, start_epoch_ns,
  row ->> '$.durationNs' AS duration_ns, row ->> '$.complete' AS complete,
  coalesce(row ->> '$.allocations', 0) AS allocations
FROM process;

CREATE VIEW threads AS SELECT
  t.thread, t.process, p.row ->> '$.pid' AS pid, t.serial, t.native_id, t.name, t.calls, t.first_ns, t.last_ns, t.max_depth
FROM thread t JOIN process p USING (process);

CREATE VIEW functions AS SELECT
  f.id, f.name AS co_name, f.qualname, f.module, p.path, f.line, ${TYPE} AS type, (f.flags & ${user}) <> 0 AS user,
  sum(s.calls) AS calls, sum(s.resumes) AS resumes, sum(s.exceptions) AS exceptions, sum(s.values_kept) AS values_kept,
  sum(s.self_ns) AS self_ns, sum(s.total_ns) AS total_ns, min(s.min_ns) AS min_ns, max(s.max_ns) AS max_ns,
  sum(s.self_allocated) AS self_allocated, sum(s.self_freed) AS self_freed,
  sum(s.self_allocated) - sum(s.self_freed) AS self_net, sum(s.total_allocated) AS total_allocated,
  sum(s.total_freed) AS total_freed, sum(s.total_allocated) - sum(s.total_freed) AS total_net
FROM function f JOIN file p ON p.id = f.file_id JOIN function_stats s ON s.function_id = f.id
WHERE f.id > 0 GROUP BY f.id;

CREATE VIEW sites AS SELECT
  s.id, p.path, s.line, s.caller_qualname, x.callee_id, f.qualname AS callee_qualname, sum(x.calls) AS calls,
  sum(x.total_ns) AS total_ns
FROM site_stats x JOIN site s ON s.id = x.site_id JOIN file p ON p.id = s.file_id JOIN function f ON f.id = x.callee_id
GROUP BY s.id, x.callee_id;

CREATE VIEW edges AS SELECT
  nullif(e.caller_id, 0) AS caller_id, a.qualname AS caller_qualname, e.callee_id, b.qualname AS callee_qualname,
  sum(e.calls) AS calls, sum(e.total_ns) AS total_ns
FROM edge e LEFT JOIN function a ON a.id = e.caller_id AND a.id > 0 JOIN function b ON b.id = e.callee_id
GROUP BY e.caller_id, e.callee_id;

CREATE VIEW tasks AS SELECT id, process, name, coroutine FROM task WHERE id > 0;

CREATE VIEW problems AS SELECT process, code, message FROM problem;

CREATE VIEW calls AS SELECT
  c.id, c.parent_id, t.process, p.row ->> '$.pid' AS pid, c.thread, t.native_id AS thread_native_id,
  t.name AS thread_name, c.function_id, f.qualname AS function, f.name AS co_name, f.module, fp.path, f.line,
  ${TYPE} AS type,
  CASE c.outcome WHEN 0 THEN 'open' WHEN 1 THEN 'return' WHEN 2 THEN 'unwind' WHEN 3 THEN 'suspended' ELSE 'lost' END AS event,
  c.start_ns, p.start_epoch_ns + c.start_ns AS timestamp_ns, (p.start_epoch_ns + c.start_ns) / 1e9 AS timestamp,
  c.duration_ns, c.active_ns, c.self_ns, c.depth, c.subtree,
  CASE WHEN s.line > 0 THEN sp.path END AS caller_path, nullif(s.line, 0) AS caller_line,
  CASE WHEN u.line > 0 THEN up.path END AS user_code_call_site_path, nullif(u.line, 0) AS user_code_call_site_line,
  k.name AS task, c.valued & 1 AS has_arguments, c.valued >> 1 AS has_result,
  c.self_allocated, c.self_freed, c.self_allocated - c.self_freed AS self_net, c.allocated AS total_allocated,
  c.freed AS total_freed, c.allocated - c.freed AS total_net
FROM call_row c
  JOIN thread t ON t.thread = c.thread JOIN process p ON p.process = t.process
  JOIN function f ON f.id = c.function_id JOIN file fp ON fp.id = f.file_id
  JOIN site s ON s.id = c.site_id JOIN file sp ON sp.id = s.file_id
  JOIN site u ON u.id = c.user_site_id JOIN file up ON up.id = u.file_id
  LEFT JOIN task k ON k.id = c.task_id AND k.id > 0;

CREATE VIEW heap_snapshots AS SELECT
  h.id, h.file, h.process, h.pid, h.label, h.reason, h.walker, h.python, h.taken_epoch_ns AS timestamp_ns,
  h.taken_epoch_ns / 1e9 AS timestamp, h.taken_epoch_ns - p.start_epoch_ns AS taken_ns, h.took_ns, h.rss_bytes,
  h.objects, h.edges, h.file_bytes, h.problem
FROM heap_snapshot h LEFT JOIN process p ON p.process = h.process;

CREATE VIEW heap_types AS SELECT
  snapshot_id, type, path, line, count, shallow_bytes, retained_bytes, unreachable_count, unreachable_bytes
FROM heap_type;

CREATE VIEW heap_holders AS SELECT
  snapshot_id, rank, name, sentence, confidence, idiom, advice, retained_bytes, count, tracked_count, item_count,
  item_type, shape, others, path, line
FROM heap_holder;

CREATE VIEW heap_steps AS SELECT
  snapshot_id, rank, step, edge, repeats, type, is_holder, address, path, line
FROM heap_step;

CREATE VIEW heap_paths AS SELECT
  snapshot_id, held_as, type, steps, count, shallow_bytes, held_bytes
FROM heap_way;
`;

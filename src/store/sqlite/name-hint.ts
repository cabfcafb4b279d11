import type { Database } from 'sql.js';
import { select } from './engine.js';

/** An index may come from anybody, with any number of names. */
const MOST_NAMES = 60;

/**
 * Names that there are, in sentences, when a statement failed for one that there is not: the documented tables, or the
 * columns of those that the statement names. Empty for other failures.
 */
export function nameHint(database: Database, failure: string, statement: string): string {
  const isTable = failure.startsWith('no such table: ');
  if (!isTable && !failure.startsWith('no such column: ')) return '';
  const columns = new Map<string, string[]>();
  const found = select(
    database,
    `SELECT v.name, c.name FROM sqlite_schema v, pragma_table_info(v.name) c WHERE v.type = 'view' ORDER BY v.name, c.cid`,
  );
  for (const [view, column] of found) {
    columns.set(String(view), [...(columns.get(String(view)) ?? []), String(column)]);
  }
  const words = new Set(statement.toLowerCase().match(/\w+/g));
  const named = isTable ? [] : [...columns].filter(([view]) => words.has(view.toLowerCase()));
  if (named.length === 0) return `The tables are ${list([...columns.keys()])}.`;
  return named.map(([view, names]) => `The columns of ${view} are ${list(names)}.`).join(' ');
}

function list(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ' ...' : '');
}

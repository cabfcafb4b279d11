import type { Command } from './command.js';
import { calls } from './commands/calls.js';
import { doctor } from './commands/doctor.js';
import { exportCommand } from './commands/export.js';
import { heap } from './commands/heap.js';
import { info } from './commands/info.js';
import { list } from './commands/list.js';
import { record } from './commands/record.js';
import { snapshot } from './commands/snapshot.js';
import { sql } from './commands/sql.js';
import { top } from './commands/top.js';
import { tree } from './commands/tree.js';

/** In the order in which a newcomer needs them. */
export const commands: readonly Command[] = [
  record,
  list,
  info,
  top,
  calls,
  tree,
  snapshot,
  heap,
  sql,
  exportCommand,
  doctor,
];

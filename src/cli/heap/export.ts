import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { toExportError } from '../../export/export-error.js';
import { FileSink } from '../../export/file-sink.js';
import { writeHeapSnapshot } from '../../export/heapsnapshot.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { stringify } from '../json.js';
import { plural } from '../../base/counts.js';
import { cancellable } from '../open.js';
import { ProgressLine } from '../progress.js';
import { size } from './print.js';
import { openGiven } from './snapshots.js';

const formats = ['heapsnapshot'] as const;

/** A snapshot for Chrome's DevTools, VS Code's viewer and memlab. */
export async function exportSnapshot(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  args.required('format');
  const format = args.choice('format', formats) ?? formats[0];
  const file = resolve(context.cwd, args.required('output'));
  const found = await openGiven(context, given);
  const line = new ProgressLine(context.terminal);
  await cancellable(async (signal) => {
    try {
      const sink = new FileSink(file);
      try {
        const progress = (fraction: number) => line.show(`tracehold: writing ${Math.floor(fraction * 100)} %`);
        await writeHeapSnapshot(found, sink, { signal, progress });
        sink.finish();
      } catch (error) {
        sink.abandon();
        throw error;
      }
    } catch (error) {
      throw toExportError(error, file);
    }
  }).finally(() => line.clear());
  const { nodeCount: objects, edgeCount: references } = found.graph;
  const bytes = statSync(file).size;
  if (context.json) context.terminal.out(`${stringify({ format, file, objects, references, bytes })}\n`);
  else context.terminal.err(`tracehold: ${plural(objects, 'object')}, ${size(bytes)} in ${file}\n`);
}

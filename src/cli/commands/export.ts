import { resolve } from 'node:path';
import { bytes, formatBytes } from '../../base/units.js';
import { exportFormats } from '../../export/export-store.js';
import type { Command } from '../command.js';
import { exportOnThread } from '../export-thread.js';
import { exitCodes } from '../fault.js';
import { stringify } from '../json.js';
import { plural } from '../../base/counts.js';
import { cancellable } from '../open.js';
import { ProgressLine, progressText } from '../progress.js';
import { findRun } from '../runs.js';

/** A run for another tool. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'a run for another tool: speedscope, Chrome and Perfetto, VS Code, SQLite',
  usage: '[RUN] --format speedscope|chrome|cpuprofile|sqlite -o FILE',
  example: 'tracehold export --format speedscope -o profile.speedscope.json',
  notes: 'A file of that name is replaced once the new one is whole.',
  positionals: 1,
  options: {
    format: { value: 'F', help: exportFormats.join(', ') },
    output: { short: 'o', value: 'FILE', help: 'the file to write' },
  },
  async run(args, context) {
    args.required('format');
    const format = args.choice('format', exportFormats) ?? exportFormats[0];
    const file = resolve(context.cwd, args.required('output'));
    const folder = await findRun(context.cwd, args.positionals[0]);
    const line = new ProgressLine(context.terminal);
    const result = await cancellable((signal) =>
      exportOnThread({ folder, format, file }, signal, (what, done) => line.show(progressText(what, done))),
    ).finally(() => line.clear());
    if (context.json) context.terminal.out(`${stringify({ run: folder, format, file, ...result })}\n`);
    else
      context.terminal.err(
        `tracehold: ${plural(result.intervals, 'interval')}, ${formatBytes(bytes(result.bytes))} in ${file}\n`,
      );
    return exitCodes.ok;
  },
};

import { printable } from '../../base/printable.js';
import type { FoundHolder } from '../../heap/findings.js';
import { FEWEST_SNAPSHOTS } from '../../heap/growth.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { plural } from '../../base/counts.js';
import { pathJson, pathTable, size } from './print.js';
import { findingsWithGrowth } from './growth.js';
import { findingsGiven, snapshotsOf } from './snapshots.js';

/** Who holds the most, by which path, and what clearing it frees. */
export async function verdict(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  const findings = (await findingsWithGrowth(context, given)) ?? (await findingsGiven(context, given));
  const { sentence, holders } = findings;
  const shown = holders.slice(0, args.count('limit', 5));
  const [best] = holders;
  const { terminal } = context;
  if (context.json) {
    const answer = {
      verdict: sentence,
      confidence: best?.confidence ?? null,
      idiom: best?.idiom?.name ?? null,
      holders: shown.map(holderJson),
    };
    terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const { length } = await snapshotsOf(context.cwd, given === undefined ? [] : [given]);
  const hint =
    length < FEWEST_SNAPSHOTS ? '' : `What grew from one of the ${length} snapshots to the next: 'heap growth'.\n`;
  if (sentence === null) {
    terminal.out(`Nothing holds much memory: no leak is to be seen in this snapshot.\n${hint}`);
    return;
  }
  terminal.out(`${terminal.style.bold(printable(sentence))}\n`);
  if (best?.idiom) terminal.out(`${best.idiom.todo}.\n`);
  for (const { retainedBytes, count, confidence, path } of shown) {
    terminal.out(`\n${size(retainedBytes)} in ${plural(count, 'object')}, confidence ${confidence}\n`);
    terminal.out(pathTable(path, context));
  }
  if (hint !== '') terminal.out(`\n${terminal.style.dim(hint.trimEnd())}\n`);
}

function holderJson(holder: FoundHolder) {
  return {
    path: pathJson(holder.path),
    retainedBytes: holder.retainedBytes,
    count: holder.count,
    trackedCount: holder.trackedCount,
    others: holder.others,
    items: { count: holder.itemCount, type: holder.itemType },
    idiom: holder.idiom?.name ?? null,
    confidence: holder.confidence,
    grown: holder.grown,
  };
}

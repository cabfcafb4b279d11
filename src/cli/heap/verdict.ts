import { printable } from '../../base/printable.js';
import { FEWEST_SNAPSHOTS } from '../../heap/growth.js';
import { isDeclaredData } from '../../heap/source-lines.js';
import { analyse, verdictOf } from '../../heap/verdict.js';
import type { Holder } from '../../heap/verdict.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { plural } from '../../base/counts.js';
import { pathJson, pathTable, size } from './print.js';
import type { Sources } from './print.js';
import { sourceReader } from '../../heap/source-files.js';
import { lastWithGrowth } from './growth.js';
import { snapshotsOf } from './snapshots.js';

/** Who holds the most, by which path, and what clearing it frees. */
export async function verdict(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  const { found, grown } = await lastWithGrowth(given, context);
  const sources = { read: sourceReader(context.cwd), found };
  const { sentence, holders } = verdictOf(analyse(found, { grown }), (path) =>
    isDeclaredData(path, sources.read, found),
  );
  const shown = holders.slice(0, args.count('limit', 5));
  const [best] = holders;
  const { terminal } = context;
  if (context.json) {
    const answer = {
      verdict: sentence,
      confidence: best?.confidence ?? null,
      idiom: best?.idiom?.name ?? null,
      holders: shown.map((holder) => holderJson(holder, sources)),
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
    terminal.out(pathTable(path, sources, context));
  }
  if (hint !== '') terminal.out(`\n${terminal.style.dim(hint.trimEnd())}\n`);
}

function holderJson(holder: Holder, sources: Sources) {
  return {
    path: pathJson(holder.path, sources),
    retainedBytes: holder.retainedBytes,
    count: holder.count,
    trackedCount: holder.trackedCount,
    others: holder.others,
    items: { count: holder.itemCount, type: holder.itemType },
    idiom: holder.idiom?.name ?? null,
    confidence: holder.confidence,
    grown: holder.grown === null ? null : { ...holder.grown },
  };
}

import { formatDuration, nanoseconds } from '../../base/units.js';
import { printable } from '../../base/printable.js';
import type { TreeNode } from '../../store/api.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { formatCount } from '../../base/counts.js';
import { withStore } from '../open.js';
import { place } from '../place.js';
import { fit } from '../text.js';

/** Calls with the same path from the root merged: where time goes, from above. */
export const tree: Command = {
  name: 'tree',
  summary: 'who called whom: the merged call tree with times',
  usage: '[RUN] [--depth N]',
  example: 'tracehold tree --depth 5',
  positionals: 1,
  options: { depth: { value: 'N', help: 'levels shown (10)' } },
  async run(args, context) {
    const depth = args.count('depth', 10);
    const roots = await withStore(context, args.positionals[0], (store) => store.tree({ depth }));
    if (context.json) context.terminal.out(treeJson(roots));
    else print(roots, context);
    return exitCodes.ok;
  },
};

/** Iterative, since --depth may ask for every level of a deep recursion. */
function treeJson(roots: readonly TreeNode[]): string {
  const out: string[] = ['['];
  const open = [{ nodes: roots, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    if (node === undefined) {
      open.pop();
      out.push(open.length > 0 ? ']}' : ']\n');
      continue;
    }
    const { qualname, file, line, calls, selfNs, totalNs } = node;
    const own = JSON.stringify({ qualname, file, line, calls, selfNs, totalNs });
    out.push(level.next === 0 ? '' : ',', own.slice(0, -1), ',"children":[');
    level.next++;
    open.push({ nodes: node.children, next: 0 });
  }
  return out.join('');
}

function print(roots: readonly TreeNode[], { terminal, cwd }: Context): void {
  const { dim } = terminal.style;
  terminal.out(`${dim('     total       self        calls  function')}\n`);
  const open: { node: TreeNode; depth: number }[] = roots.toReversed().map((node) => ({ node, depth: 0 }));
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, depth } = item;
    const numbers = [
      formatDuration(nanoseconds(node.totalNs)).padStart(10),
      formatDuration(nanoseconds(node.selfNs)).padStart(10),
      formatCount(node.calls).padStart(12),
    ].join(' ');
    // Time below that no child accounts for: levels that --depth leaves out.
    const cut = node.children.length === 0 && node.totalNs > node.selfNs ? ' …' : '';
    const text = `${'  '.repeat(depth)}${printable(node.qualname)}${cut}  ${printable(place(cwd, node.file, node.line))}`;
    const room = terminal.columns === null ? Number.POSITIVE_INFINITY : terminal.columns - numbers.length - 2;
    terminal.out(`${numbers}  ${fit(text, Math.max(20, room), 'end')}\n`);
    for (const child of node.children.toReversed()) open.push({ node: child, depth: depth + 1 });
  }
}

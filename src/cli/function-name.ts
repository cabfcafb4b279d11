import type { FunctionStats, Store } from '../store/api.js';
import { CliError } from './fault.js';

const all = 2 ** 31 - 1;

/**
 * The functions of a qualified name; where there are none, those whose plain name it is, and else a failure that names
 * what may have been meant.
 */
export function functionsNamed(store: Pick<Store, 'functions' | 'top'>, name: string): readonly FunctionStats[] {
  const exact = store.functions(name);
  if (exact.length > 0) return exact;
  const recorded = store.top({ sort: 'self', limit: all });
  const plain = recorded.filter(({ function: own }) => own === name);
  if (plain.length > 0) return plain;
  const wanted = name.toLowerCase();
  const near = recorded.filter(({ qualname }) => qualname.toLowerCase().includes(wanted)).slice(0, 5);
  const names = new Set(near.map(({ qualname }) => `'${qualname}'`));
  throw new CliError('not-found', `No call of '${name}' was recorded`, {
    todo:
      names.size > 0
        ? `Perhaps ${[...names].join(', ')}`
        : `'tracehold top' shows what was; code outside the project is recorded with --include or --all`,
  });
}

import { useRef } from 'preact/hooks';
import { assertNever } from '../../src/base/assert-never.js';
import type { ShownChild, ShownValue, ShownValues } from '../../src/rpc/view-contract.js';
import type { CallRow, FunctionStats } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { missingValues } from './outcome.js';
import { KeeperNotice, useKeeper } from './keeper.js';
import { Section } from './section.js';
import { ValueTree } from './value-tree.js';
import { changedNames } from './value-rows.js';

interface Props {
  readonly row: CallRow;
  readonly values: ShownValues;
  readonly stats: FunctionStats | undefined;
}

type Part = 'Raised' | 'Returned' | 'Yielded' | 'Arguments' | 'Locals';

function titleOf(part: Part): string {
  switch (part) {
    case 'Raised':
      return t('Raised');
    case 'Returned':
      return t('Returned');
    case 'Yielded':
      return t('Yielded');
    case 'Arguments':
      return t('Arguments');
    case 'Locals':
      return t('Locals');
    default:
      return assertNever(part);
  }
}

/** Arguments, locals, and what came out of a call. */
export function Values({ row, values, stats }: Props) {
  const open = useRef(new Map<string, Set<string>>());
  const keeper = useKeeper(row.id);
  const missing = missingValues(row, values, stats);
  const tree = (part: Part, roots: readonly ShownChild[], empty: string, changed?: ReadonlySet<string>) => {
    const title = titleOf(part);
    const key = `${row.functionId} ${part}`;
    const paths = open.current.get(key) ?? new Set<string>();
    open.current.set(key, paths);
    return (
      <Section key={part} name={part} title={title} {...(roots.length > 1 ? { hint: String(roots.length) } : {})}>
        {roots.length === 0 ? (
          <p class="call-empty">{empty}</p>
        ) : (
          // Another function's values are another tree: the line with the focus is not the same one.
          <ValueTree
            key={key}
            label={title}
            roots={roots}
            open={paths}
            onKeeper={({ name, value: { object } }) => {
              if (object === undefined) return;
              void keeper.ask({ call: row.id, isEnd: part !== 'Arguments', name, object });
            }}
            {...(changed === undefined ? {} : { changed })}
          />
        )}
      </Section>
    );
  };
  const { arguments: before, locals, problem } = values;
  return (
    <>
      {problem !== null && (
        <p class="problem" role="note">
          {problem}
        </p>
      )}
      <KeeperNotice keeper={keeper} />
      {missing !== null && <p class="call-empty call-missing">{missing}</p>}
      {outcomes(values).map(([part, value]) => tree(part, [{ name: '', value }], ''))}
      {before !== null && tree('Arguments', before, t('Called without arguments.'))}
      {locals !== null && tree('Locals', locals, t('No local variables.'), changedNames(before, locals))}
    </>
  );
}

function outcomes({ result, yielded, exception }: ShownValues): readonly (readonly [Part, ShownValue])[] {
  const parts = [
    ['Raised', exception],
    ['Returned', result],
    ['Yielded', yielded],
  ] as const;
  return parts.flatMap(([part, value]) => (value === null ? [] : [[part, value] as const]));
}

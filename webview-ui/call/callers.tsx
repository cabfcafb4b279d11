import { useEffect, useState } from 'preact/hooks';
import type { CallRow } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { CallItem } from './call-list.js';
import { callRowsOf } from './call-rows.js';
import { collapsed } from './chain.js';
import { count, counted } from './format.js';
import { useLoaded } from './loaded.js';
import { Section } from './section.js';

/** Callers asked for at once: each is a question of its own. */
const FIRST_CALLERS = 24;
const MORE_CALLERS = 200;

/** The chain of callers, innermost first; recursion is one line with its count. */
export function Callers({ row }: { readonly row: CallRow }) {
  const model = useModel();
  const [most, setMost] = useState(FIRST_CALLERS);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    setMost(FIRST_CALLERS);
    setOpened(new Set());
  }, [row.id]);
  const { value, failure, isSlow } = useLoaded(
    (signal) => callRowsOf(model).callers(row, most, signal),
    [model, row.id, most],
  );
  const chain = value ?? [];
  const last = chain.at(-1) ?? row;
  const further = value === null || last.parent === null ? 0 : last.depth;
  if (value !== null && chain.length === 0) return null;
  return (
    <Section title="Callers" hint={count(row.depth)} isSlow={isSlow}>
      {failure !== null && <p class="call-problem">{failure}</p>}
      <ol class="call-chain" aria-label="Callers, innermost first">
        {collapsed(chain).map(({ calls }) => {
          const [inner] = calls;
          const isOpen = calls.length === 1 || opened.has(inner.id);
          const shown = isOpen ? calls : [inner];
          return shown.map((call, at) => (
            <li key={call.id}>
              <CallItem call={call} />
              {!isOpen && at === 0 && (
                <button type="button" class="call-more" onClick={() => setOpened(new Set([...opened, inner.id]))}>
                  {`and ${count(calls.length - 1)} more calls of the same function above it`}
                </button>
              )}
            </li>
          ));
        })}
      </ol>
      {further > 0 && (
        <button type="button" class="call-more" onClick={() => setMost(most + MORE_CALLERS)}>
          {`Show ${further > MORE_CALLERS ? `${count(MORE_CALLERS)} of ` : ''}${counted(further, 'caller')} further up`}
        </button>
      )}
    </Section>
  );
}

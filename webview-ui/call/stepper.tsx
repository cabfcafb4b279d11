import { useEffect, useRef, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallPlace } from '../../src/rpc/view-contract.js';
import type { CallRow } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import type { StepWords } from './step-words.js';

interface Props {
  readonly words: StepWords;
  readonly place: CallPlace | null;
  readonly find: (by: -1 | 1) => Promise<Result<CallRow | null>>;
}

/** `call k of n` between two buttons that select the one before and the one after. */
export function Stepper({ words, place, find }: Props) {
  const model = useModel();
  const [trouble, setTrouble] = useState<string | null>(null);
  const steps = useRef(0);
  useEffect(() => setTrouble(null), [place]);
  const step = async (by: -1 | 1) => {
    const mine = ++steps.current;
    const found = await find(by);
    // A second click was faster than the answer to the first.
    if (mine !== steps.current) return;
    if (!isOk(found)) setTrouble(found.err.message);
    else if (found.ok === null) setTrouble(by < 0 ? t('This is the first one.') : t('This is the last one.'));
    else {
      setTrouble(null);
      model.select({ thread: found.ok.thread, call: found.ok.id });
    }
  };
  // Not `disabled`, which would take the focus from under the next press of Enter.
  const isFirst = place?.index === 0;
  const isLast = place !== null && place.index >= place.of - 1;
  return (
    <div class="call-stepper" role="group" aria-label={words.label}>
      <button
        type="button"
        class="call-step"
        aria-label={words.previous}
        title={words.previous}
        aria-disabled={isFirst}
        onClick={() => !isFirst && void step(-1)}
      >
        <span class="call-arrow call-arrow-back" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="call-step"
        aria-label={words.next}
        title={words.next}
        aria-disabled={isLast}
        onClick={() => !isLast && void step(1)}
      >
        <span class="call-arrow" aria-hidden="true" />
      </button>
      <span class="faint" aria-live="polite">
        {trouble ?? (place === null ? words.unplaced : words.placed(place.index, place.of))}
      </span>
    </div>
  );
}

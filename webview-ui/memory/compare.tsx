import type { HeapDifference } from '../../src/rpc/heap-compare-contract.js';
import { isOk } from '../../src/base/result.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { useLoaded } from '../call/loaded.js';
import { baseText, differenceText } from './compare-words.js';
import { useMemory } from './memory-model.js';

/** Chooses another snapshot beside this one, to compare with. */
export function BaseChoice() {
  const model = useMemory();
  const { value, failure, again } = useLoaded((signal) => model.host.request('bases', null, signal), [model]);
  const record = model.start.value?.summary.record ?? null;
  const chosen = model.base.value;
  if (failure !== null) {
    return <Problem text={t('Other snapshots could not be listed: {0}', failure)} onAgain={again} />;
  }
  const bases = value ?? [];
  // One that is gone can still be left.
  const isGone = chosen !== null && value !== null && !bases.some(({ file }) => file === chosen);
  return (
    <select
      class="text-input memory-base"
      aria-label={t('Compare with')}
      disabled={bases.length === 0 && chosen === null}
      title={
        bases.length === 0
          ? t('There is no other snapshot in the folder of this one. Take a second one to see what grows.')
          : t('Another snapshot of the run, to see what is new, gone and grown')
      }
      value={chosen ?? ''}
      onChange={({ currentTarget: { value: file } }) => model.compareWith(file === '' ? null : file)}
    >
      <option value="">{chosen === null ? t('Compare with…') : t('Stop comparing')}</option>
      {bases.map((base) => (
        <option key={base.file} value={base.file}>
          {baseText(base, record)}
        </option>
      ))}
      {isGone && <option value={chosen}>{t('a snapshot that is gone')}</option>}
    </select>
  );
}

interface Comparison {
  /** Null while it is on its way. */
  readonly difference: HeapDifference | null;
  readonly failure: string | null;
  readonly again: () => void;
}

/** Compares with a snapshot. Another choice, and leaving, ends it. */
export function useComparison(base: string): Comparison {
  const model = useMemory();
  const { value, failure, again } = useLoaded(
    async (signal) => {
      model.comparing.value = 0;
      const result = await model.host.request('compareWith', base, signal);
      return isOk(result) ? { ok: { of: base, difference: result.ok } } : result;
    },
    [model, base],
  );
  return { difference: value?.of === base ? value.difference : null, failure, again };
}

/** How far it is, what went wrong, or what differs in all. */
export function ComparisonStatus({ comparison: { difference, failure, again } }: { readonly comparison: Comparison }) {
  const model = useMemory();
  if (failure !== null) {
    return (
      <p class="memory-difference">
        <Problem text={t('The snapshots could not be compared: {0}', failure)} onAgain={again} />
      </p>
    );
  }
  if (difference !== null) {
    return (
      <p class="memory-difference" role="status">
        {differenceText(difference)}
      </p>
    );
  }
  const percent = Math.floor(model.comparing.value * 100);
  return (
    <div class="memory-difference">
      <span role="status">
        {percent === 0 ? t('Reading the other snapshot…') : t('Reading the other snapshot: {0} %', percent)}
      </span>
      <progress
        class="memory-progress"
        max={100}
        value={percent}
        aria-label={t('How far the other snapshot was read')}
      />
      <button type="button" class="link-button" onClick={() => model.compareWith(null)}>
        {t('Cancel')}
      </button>
    </div>
  );
}

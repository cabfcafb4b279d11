import './snapshots.css';
import { useMemo, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { RunSnapshot } from '../../src/rpc/view-contract.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { duration, size } from '../call/format.js';
import { reasonText } from '../memory/words.js';
import { plainName } from '../timeline/plain-name.js';
import { Chart } from './chart.js';
import { chartOf, timeOf } from './chart-model.js';

/** The heap snapshots of the run. */
export function Snapshots() {
  const model = useModel();
  const snapshots = model.snapshots.value;
  const processes = model.info.value?.processes ?? [];
  const chart = useMemo(() => chartOf(snapshots, processes), [snapshots, processes]);
  const open = (file: string) => void model.host.request('openSnapshot', file);
  const markOf = (file: string) => {
    const found = snapshots.find((snapshot) => snapshot.file === file);
    return found === undefined ? file : describe(found, timeOf(found, processes));
  };
  return (
    <div class="snapshots-pane">
      {chart !== null && <Chart chart={chart} nameOf={markOf} onOpen={open} />}
      <ul class="snapshots-list" aria-label={t('Heap snapshots')}>
        {snapshots.map((snapshot) => (
          <Row
            key={snapshot.file}
            snapshot={snapshot}
            ns={timeOf(snapshot, processes)}
            onOpen={() => open(snapshot.file)}
          />
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  readonly snapshot: RunSnapshot;
  /** On the run's clock; null when nobody knows. */
  readonly ns: number | null;
  readonly onOpen: () => void;
}

function Row({ snapshot, ns, onOpen }: RowProps) {
  const model = useModel();
  const { file, record } = snapshot;
  const [verdict, setVerdict] = useState(snapshot.verdict);
  const [state, setState] = useState<'idle' | 'reading' | { readonly failure: string }>('idle');
  const known = verdict ?? snapshot.verdict;
  const read = async () => {
    setState('reading');
    const result = await model.host.request('readSnapshot', file);
    if (isOk(result)) setVerdict(result.ok.verdict);
    setState(isOk(result) ? 'idle' : { failure: result.err.message });
  };
  return (
    <li class="snapshots-row">
      <p class="snapshots-head">
        <button type="button" class="link-button snapshots-name" title={plainName(file)} onClick={onOpen}>
          {nameOf(snapshot)}
        </button>
        <span class="faint">{factsOf(snapshot, ns).join(' · ')}</span>
      </p>
      {known !== null && (
        <p class="snapshots-verdict">
          {known.sentence ?? t('Nothing stands out: no single holder keeps much of the memory.')}
        </p>
      )}
      {known === null && state === 'idle' && record !== null && (
        <button type="button" class="link-button" onClick={() => void read()}>
          {t('Who Holds the Memory?')}
        </button>
      )}
      {state === 'reading' && (
        <p class="faint" role="status">
          {t('Reading the snapshot…')}
        </p>
      )}
      {typeof state === 'object' && (
        <p class="problem" role="alert">
          {state.failure}{' '}
          <button type="button" class="link-button" onClick={() => void read()}>
            {t('Try Again')}
          </button>
        </p>
      )}
    </li>
  );
}

/** What the program called it, else its number. */
function nameOf({ file, record }: RunSnapshot): string {
  if (record !== null && record.label !== '') return plainName(record.label);
  const [, number] = /-(\d+)\.thheap$/.exec(file) ?? [];
  return number === undefined ? plainName(file) : t('Snapshot {0}', number);
}

function factsOf({ record }: RunSnapshot, ns: number | null): readonly string[] {
  if (record === null) return [t('it does not say what it is')];
  return [
    ...(ns === null ? [] : [t('at {0}', duration(ns))]),
    ...(record.rssBytes === null ? [] : [t('{0} resident', size(record.rssBytes))]),
    ...(record.reason === '' ? [] : [reasonText(record.reason)]),
    t('process {0}', record.pid),
  ];
}

function describe(snapshot: RunSnapshot, ns: number | null): string {
  return [nameOf(snapshot), ...factsOf(snapshot, ns)].join(', ');
}

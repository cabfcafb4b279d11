import type { FunctionComponent } from 'preact';
import type { HeapStart, HeapSummary } from '../../src/rpc/heap-contract.js';
import { Split } from '../app/split.js';
import { t } from '../app/texts.js';
import { size } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import { Inspector } from './inspector.js';
import { useMemory } from './memory-model.js';
import type { MemoryTab } from './memory-model.js';
import { MemoryTabs, memoryPanelId, memoryTabId } from './memory-tabs.js';
import { Retainers } from './retainers.js';
import { Types } from './types.js';
import { Verdict } from './verdict.js';
import { Wanted } from './wanted.js';
import { objectsText } from './words.js';

const panels: Record<MemoryTab, FunctionComponent<{ readonly summary: HeapSummary }>> = {
  verdict: Verdict,
  types: Types,
  retainers: Retainers,
};

/** The whole page: the verdict and what stands behind it, and beside it the selected object. */
export function MemoryApp() {
  const model = useMemory();
  const start = model.start.value;
  if (start === null) return <Opening />;
  const tab = model.tab.value;
  const Panel = panels[tab];
  return (
    <>
      <header class="page-header">
        <MemoryTabs />
        <Title start={start} />
      </header>
      <Problems problems={start.summary.problems} />
      <Wanted />
      <Split
        label={t('Width of the views beside the selected object')}
        isSideEmpty={model.object.value === null}
        main={
          <div id={memoryPanelId(tab)} class="page-panel" role="tabpanel" aria-labelledby={memoryTabId(tab)}>
            <Panel summary={start.summary} />
          </div>
        }
        side={
          <div class="page-side">
            <Inspector />
          </div>
        }
      />
    </>
  );
}

function Title({ start: { name, summary } }: { readonly start: HeapStart }) {
  const { record, objects, bytes } = summary;
  const label = record === null || record.label === '' ? plainName(name) : record.label;
  const parts = [objectsText(objects), size(bytes)];
  if (record !== null && record.rssBytes !== null) parts.push(t('{0} resident', size(record.rssBytes)));
  return (
    <div class="page-title">
      <h1 title={plainName(name)}>{label}</h1>
      <span class="page-figures">{parts.join(' · ')}</span>
    </div>
  );
}

function Opening() {
  const model = useMemory();
  const failure = model.failure.value;
  const percent = Math.floor(model.progress.value * 100);
  if (failure !== null) {
    return (
      <div class="page-message" role="alert">
        <p>{failure}</p>
        <button type="button" class="link-button" onClick={() => model.openAgain()}>
          {t('Try Again')}
        </button>
      </div>
    );
  }
  return (
    <div class="page-message">
      <p role="status">{percent === 0 ? t('Reading the snapshot…') : t('Reading the snapshot: {0} %', percent)}</p>
      <progress class="memory-progress" max={100} value={percent} aria-label={t('How far the snapshot was read')} />
      <p>
        <button
          type="button"
          class="link-button"
          onClick={() => model.cancel(t('Reading the snapshot was cancelled. The file was not changed.'))}
        >
          {t('Cancel')}
        </button>
      </p>
    </div>
  );
}

/** What of the file could not be read. */
function Problems({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <details class="page-banner warning">
      <summary>
        {t('A part of this snapshot is missing: what could be read is shown, and figures are too low.')}
      </summary>
      <ul>
        {problems.map((text, at) => (
          <li key={at}>{text}</li>
        ))}
      </ul>
    </details>
  );
}

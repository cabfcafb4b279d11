import '../style/page.css';
import type { FunctionComponent } from 'preact';
import { CallDetails } from '../call/index.js';
import { Flame, Sandwich } from '../flame/index.js';
import { TopFunctions } from '../functions/index.js';
import { Snapshots } from '../snapshots/index.js';
import { Timeline } from '../timeline/index.js';
import { Banner } from './banner.js';
import { EmptyRun } from './empty-run.js';
import { useModel } from './model.js';
import type { Tab } from './model.js';
import { shownTab } from './shown-tabs.js';
import { RunTitle } from './run-title.js';
import { Split } from './split.js';
import { TabList, panelId, tabId } from './tab-list.js';
import { t } from './texts.js';

const panels: Record<Tab, FunctionComponent> = {
  timeline: Timeline,
  functions: TopFunctions,
  flame: Flame,
  sandwich: Sandwich,
  memory: Snapshots,
};

/** The whole page: what it is about, what is wrong with it, the tabs, and beside them the selected call. */
export function App() {
  const model = useModel();
  const failure = model.failure.value;
  if (model.start.value === null) {
    return (
      <div class="page-message" role="status">
        <p>{failure ?? t('Opening the recording…')}</p>
        {failure !== null && (
          <button type="button" class="link-button" onClick={() => model.openAgain()}>
            {t('Try Again')}
          </button>
        )}
      </div>
    );
  }
  const tab = shownTab(model);
  const Panel = panels[tab];
  const isEmpty = tab !== 'memory' && model.threads.value.every(({ calls }) => calls === 0);
  return (
    <>
      <header class="page-header">
        <TabList />
        <RunTitle />
      </header>
      <Banner />
      {isEmpty ? (
        <EmptyRun />
      ) : (
        <Split
          label={t('Width of the views beside the selected call')}
          main={
            <div id={panelId(tab)} class="page-panel" role="tabpanel" aria-labelledby={tabId(tab)}>
              <Panel />
            </div>
          }
          side={
            <div class="page-side">
              <CallDetails />
            </div>
          }
        />
      )}
    </>
  );
}

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import { useModel } from '../app/model.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { useCalmGrowth } from '../call/calm-growth.js';
import { count, duration, percent } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { Breadcrumb } from './breadcrumb.js';
import { FlameCanvas } from './flame-canvas.js';
import { findPath, functionPath, layOut } from './layout.js';
import type { FlameLayout } from './layout.js';
import { matches } from './matches.js';
import { NodeBar } from './node-bar.js';
import { ThreadChoice } from './thread-choice.js';
import { LEAST_FRACTION, MOST_LEVELS, fetchDetails, fetchTree } from './tree-source.js';
import { leftOutNs } from './visible.js';
import { zoomShowing } from './zoom.js';

/** The whole tree of a run is merged anew for each answer: a tenth of the worker's time is enough for it. */
const REFRESH_MS = 3000;
const REST_PER_WORK = 9;

function isOptionalId(kept: unknown): kept is number | null {
  return kept === null || typeof kept === 'number';
}

function isText(kept: unknown): kept is string {
  return typeof kept === 'string';
}

function isPath(kept: unknown): kept is readonly number[] {
  return Array.isArray(kept) && kept.every((id) => typeof id === 'number');
}

/** The merged tree of calls, left heavy. */
export function Flame() {
  const model = useModel();
  const chosen = model.kept('flame.thread', null, isOptionalId);
  const search = model.kept('flame.search', '', isText);
  // As functions from the root down: they outlive a newer tree, in which indexes are others.
  const zoomPath = model.kept<readonly number[]>('flame.zoom', [], isPath);
  const focusPath = model.kept<readonly number[]>('flame.focus', [], isPath);
  const [tooNarrow, setTooNarrow] = useState(0);
  const thread = model.threads.value.some((each) => each.thread === chosen.value) ? chosen.value : null;
  const tookMs = useRef(0);
  const growth = useCalmGrowth(Math.max(REFRESH_MS, REST_PER_WORK * tookMs.current));
  const { value, failure, isSlow, again } = useLoaded(
    async (signal) => {
      const begin = performance.now();
      const tree = await fetchTree(model, thread, signal);
      tookMs.current = performance.now() - begin;
      return tree;
    },
    [model, thread, growth],
  );
  const details = useLoaded(
    async (signal) => {
      if (value === null || zoomPath.value.length === 0) return { ok: null };
      const found = await fetchDetails(model, value, zoomPath.value, thread, signal);
      return isOk(found) ? { ok: { of: value, tree: found.ok } } : found;
    },
    [model, value, zoomPath.value],
  );
  // Details of an older tree would show other times than what is around them.
  const tree = details.value?.of === value ? (details.value?.tree ?? value) : value;
  const layout = useMemo(() => (tree === null ? null : layOut(tree)), [tree]);
  const zoomed = useMemo(() => (layout === null ? null : findPath(layout, zoomPath.value)), [layout, zoomPath.value]);
  const focused = useMemo(
    () => (layout === null ? null : findPath(layout, focusPath.value)),
    [layout, focusPath.value],
  );
  const found = useMemo(() => (layout === null ? null : matches(layout, search.value)), [layout, search.value]);
  // A tree of other threads need not have what was zoomed.
  useEffect(() => {
    const isLost = zoomPath.value.length > 0 && zoomed === null && details.value?.of === value;
    if (layout !== null && isLost && !model.live.peek()) zoomPath.value = [];
  }, [layout, zoomed, details.value]);

  if (layout === null) {
    return (
      <div class="flame-pane">
        {failure !== null ? (
          <Problem text={t('The flame graph could not be made: {0}', failure)} onAgain={again} />
        ) : (
          isSlow && <p class="flame-empty">{t('Merging the calls…')}</p>
        )}
      </div>
    );
  }
  const path = (index: number | null) => (index === null ? [] : functionPath(layout, index));
  return (
    <div class={`flame-pane${isSlow ? ' flame-slow' : ''}`} aria-busy={isSlow || details.isSlow}>
      <div class="flame-toolbar">
        <ThreadChoice
          thread={thread}
          onChange={(next) => {
            chosen.value = next;
          }}
        />
        <input
          class="text-input"
          type="search"
          spellcheck={false}
          placeholder={t('Highlight functions')}
          aria-label={t('Highlight functions')}
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
        {found !== null && (
          <span class="faint" role="status">
            {foundText(found.functions.size, percent(found.ns / layout.totalNs))}
          </span>
        )}
        {zoomed !== null && (
          <Breadcrumb
            layout={layout}
            zoomed={zoomed}
            onZoom={(index) => {
              zoomPath.value = path(index);
            }}
          />
        )}
      </div>
      {failure !== null && <Problem text={t('The flame graph could not be refreshed: {0}', failure)} onAgain={again} />}
      {details.failure !== null && (
        <Problem text={t('What is below could not be read: {0}', details.failure)} onAgain={details.again} />
      )}
      {layout.nodes.length === 0 ? (
        <p class="flame-empty">
          {model.live.value ? t('No call was recorded yet.') : t('The recording holds no calls.')}
        </p>
      ) : (
        <FlameCanvas
          layout={layout}
          zoomed={zoomed}
          focused={focused}
          found={found?.functions ?? null}
          function={model.focusFunction.value ?? model.selectedCall.value?.functionId ?? null}
          onFocus={(index) => {
            focusPath.value = path(index);
            zoomPath.value = path(zoomShowing(layout, zoomed, index));
          }}
          onZoom={(index) => {
            // What is left out is seen when its caller is all there is to show.
            const wanted = index !== null && layout.nodes[index].isRest ? layout.nodes[index].parent : index;
            zoomPath.value = path(wanted);
          }}
          onReveal={(index) => {
            const { source, isRest } = layout.nodes[index];
            if (!isRest) model.reveal(source.file, source.line);
          }}
          onTooNarrow={setTooNarrow}
        />
      )}
      <div class="flame-foot">
        {focused !== null && <NodeBar layout={layout} index={focused} />}
        <p class="flame-notes">{notes(layout, zoomed, tooNarrow)}</p>
      </div>
    </div>
  );
}

/** What the graph does not show. */
function notes(layout: FlameLayout, zoomed: number | null, tooNarrow: number): string {
  const left = leftOutNs(layout, zoomed);
  const levels = MOST_LEVELS + (zoomed === null ? 0 : layout.nodes[zoomed].level);
  const parts = [
    tooNarrow > 0 ? narrowText(tooNarrow) : '',
    left >= 1 ? leftOutText(duration(left), zoomed !== null) : '',
    layout.depth >= levels ? t('Calls deeper than {0} levels are left out: zoom in to see them.', count(levels)) : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function foundText(functions: number, share: string): string {
  if (functions === 0) return t('No function in the graph matches.');
  return functions === 1
    ? t('1 function, {0} of the time', share)
    : t('{0} functions, {1} of the time', count(functions), share);
}

function narrowText(nodes: number): string {
  return nodes === 1
    ? t('1 node narrower than half a pixel is not drawn by itself at this zoom.')
    : t('{0} nodes narrower than half a pixel are not drawn one by one at this zoom.', count(nodes));
}

function leftOutText(time: string, isZoomed: boolean): string {
  const least = LEAST_FRACTION * 100;
  return isZoomed
    ? t('Nodes below {0} % of its time are left out ({1} together).', least, time)
    : t('Nodes below {0} % of the time are left out ({1} together).', least, time);
}

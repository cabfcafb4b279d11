import { useMemo, useState } from 'preact/hooks';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { size } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { plainName } from '../timeline/plain-name.js';
import { Icicle } from './icicle.js';
import { layOutIcicle } from './icicle-layout.js';
import { keepsText, nodeName } from './icicle-words.js';
import { useMemory } from './memory-model.js';
import { isTrail, zoomedInto } from './zoom-trail.js';
import type { ZoomStep } from './zoom-trail.js';

/** Levels asked for at once; zooming shows what is below. */
const LEVELS = 24;
/** A screen has so many pixels. */
const LEAST_SHARE = 1 / 2000;
/** Steps of the way back that are shown; those before are behind an ellipsis. */
const MOST_CRUMBS = 6;

/** The dominator tree: without a node all below it would be free. */
export function Retainers() {
  const model = useMemory();
  const trail = model.kept<readonly ZoomStep[]>('memory.zoom', [], isTrail);
  const zoomed = trail.value.at(-1)?.node ?? null;
  const { value, failure, isSlow, again } = useLoaded(
    (signal) => model.host.request('dominated', { node: zoomed, levels: LEVELS, leastShare: LEAST_SHARE }, signal),
    [model, zoomed],
  );
  const nodes = useMemo(() => layOutIcicle(value?.nodes ?? []), [value]);
  const [focus, setFocus] = useState<{ readonly of: typeof nodes; readonly index: number }>({ of: nodes, index: 0 });
  const focused = focus.of === nodes ? focus.index : 0;
  const onFocus = (index: number) => {
    setFocus({ of: nodes, index });
    const { node } = nodes[index].source;
    if (node >= 0) model.object.value = node;
  };
  const onZoom = (index: number) => {
    // The first node is what is zoomed into already.
    if (index > 0) trail.value = zoomedInto(trail.value, nodes, index);
  };
  return (
    <div class={`memory-retainers${isSlow ? ' memory-slow' : ''}`} aria-busy={isSlow}>
      <Crumbs trail={trail.value} onBack={(steps) => (trail.value = trail.value.slice(0, steps))} />
      {failure !== null && <Problem text={t('What keeps what could not be read: {0}', failure)} onAgain={again} />}
      {nodes.length === 0 && failure === null && isSlow && (
        <p class="functions-empty">{t('Reading what keeps what…')}</p>
      )}
      {nodes.length > 0 && (
        <>
          <Icicle
            nodes={nodes}
            focused={focused}
            selected={model.object.value}
            onFocus={onFocus}
            onZoom={onZoom}
            onBack={(isWhole) => (trail.value = isWhole ? [] : trail.value.slice(0, -1))}
          />
          <p class="memory-foot" role="status">
            {`${plainName(nodeName(nodes[focused].source))}: ${size(nodes[focused].source.retainedBytes)}, ${keepsText(nodes[focused].source)}. `}
            <span class="faint">{t('Enter or a double click zooms in, Backspace goes back, Escape shows all.')}</span>
          </p>
        </>
      )}
    </div>
  );
}

interface CrumbsProps {
  readonly trail: readonly ZoomStep[];
  /** @param steps that are left of the trail */
  readonly onBack: (steps: number) => void;
}

/** The way back from a zoomed node. */
function Crumbs({ trail, onBack }: CrumbsProps) {
  const hidden = Math.max(0, trail.length - MOST_CRUMBS);
  return (
    <nav class="memory-crumbs" aria-label={t('Zoomed to')}>
      <button type="button" class="link-button" disabled={trail.length === 0} onClick={() => onBack(0)}>
        {t('All objects')}
      </button>
      {hidden > 0 && <span class="faint">{'› …'}</span>}
      {trail.slice(hidden).map(({ node, name }, at) => (
        <span key={`${node}-${at}`} class="memory-crumb">
          <span class="faint" aria-hidden="true">
            {'› '}
          </span>
          {hidden + at === trail.length - 1 ? (
            <span aria-current="true">{plainName(name)}</span>
          ) : (
            <button type="button" class="link-button" onClick={() => onBack(hidden + at + 1)}>
              {plainName(name)}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}

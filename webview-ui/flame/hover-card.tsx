import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { count, duration, percent, place } from '../call/format.js';
import { cardPlace } from '../timeline/card-place.js';
import type { Point, Size } from '../timeline/card-place.js';
import { plainName } from '../timeline/plain-name.js';
import type { FlameLayout } from './layout.js';
import { functionsLeftOut } from './rest.js';
import type { Rest } from './visible.js';

interface Props {
  readonly layout: FlameLayout;
  readonly index: number;
  /** When it is on what stands for several nodes. */
  readonly rest: Rest | null;
  readonly zoomed: number | null;
  readonly point: Point;
  readonly area: Size;
}

/** What the pointer is on. The same is read out by the tree, and shown below for the keyboard. */
export function HoverCard({ layout, index, rest, zoomed, point, area }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 240, height: 90 });
  useLayoutEffect(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = card.current ?? {};
    setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
  }, [index]);
  const { source, width: ofOne } = layout.nodes[index];
  const width = rest?.ns ?? ofOne;
  const { x, y } = cardPlace(point, size, area);
  return (
    <div class="hover-card" ref={card} aria-hidden="true" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <div class="hover-card-name">{rest === null ? plainName(source.qualname) : functionsLeftOut(rest.functions)}</div>
      <div class="faint">
        {rest === null
          ? place(source.file, source.line)
          : t('Not drawn one by one here. A click shows their caller at full width.')}
      </div>
      <dl class="hover-card-facts">
        <dt>{t('Total')}</dt>
        <dd>{t('{0}, {1} of all', duration(rest?.ns ?? source.totalNs), percent(width / layout.totalNs))}</dd>
        {zoomed !== null && zoomed !== index && (
          <>
            <dt />
            <dd>
              {t(
                '{0} of {1}',
                percent(width / layout.nodes[zoomed].width),
                plainName(layout.nodes[zoomed].source.qualname),
              )}
            </dd>
          </>
        )}
        {rest === null && (
          <>
            <dt>{t('Self')}</dt>
            <dd>{t('{0}, {1} of all', duration(source.selfNs), percent(source.selfNs / layout.totalNs))}</dd>
            <dt>{t('Calls')}</dt>
            <dd>{count(source.calls)}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

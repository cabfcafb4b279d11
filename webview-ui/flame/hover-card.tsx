import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { count, duration, percent, place } from '../call/format.js';
import { cardPlace } from '../timeline/card-place.js';
import type { Point, Size } from '../timeline/card-place.js';
import { plainName } from '../timeline/plain-name.js';
import type { FlameLayout } from './layout.js';

interface Props {
  readonly layout: FlameLayout;
  readonly index: number;
  readonly zoomed: number | null;
  readonly point: Point;
  readonly area: Size;
}

/** What the pointer is on. The same is read out by the tree, and shown below for the keyboard. */
export function HoverCard({ layout, index, zoomed, point, area }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 240, height: 90 });
  useLayoutEffect(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = card.current ?? {};
    setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
  }, [index]);
  const { source, width } = layout.nodes[index];
  const { x, y } = cardPlace(point, size, area);
  return (
    <div class="flame-card" ref={card} aria-hidden="true" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <div class="flame-card-name">{plainName(source.qualname)}</div>
      <div class="flame-faint">{place(source.file, source.line)}</div>
      <dl class="flame-card-facts">
        <dt>{t('Total')}</dt>
        <dd>{t('{0}, {1} of all', duration(source.totalNs), percent(width / layout.totalNs))}</dd>
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
        <dt>{t('Self')}</dt>
        <dd>{t('{0}, {1} of all', duration(source.selfNs), percent(source.selfNs / layout.totalNs))}</dd>
        <dt>{t('Calls')}</dt>
        <dd>{count(source.calls)}</dd>
      </dl>
    </div>
  );
}

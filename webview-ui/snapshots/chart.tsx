import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { size } from '../call/format.js';
import { rulerTicks } from '../timeline/ruler-ticks.js';
import { linesOf } from './chart-model.js';
import type { Chart as ChartModel } from './chart-model.js';

interface Props {
  readonly chart: ChartModel;
  /** What a mark is called. */
  readonly nameOf: (file: string) => string;
  readonly onOpen: (file: string) => void;
}

/** Pixels. */
const HEIGHT = 180;
const LEFT = 72;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 24;

/** Resident memory over the time of the run, each snapshot a mark that opens it. */
export function Chart({ chart, nameOf, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const inner = Math.max(1, width - LEFT - RIGHT);
  const x = (ns: number) => LEFT + (ns / chart.toNs) * inner;
  const y = (bytes: number) => TOP + (1 - bytes / chart.toBytes) * (HEIGHT - TOP - BOTTOM);
  const levels = [0, chart.toBytes / 2, chart.toBytes];
  return (
    <div class="snapshots-chart" ref={box} role="group" aria-label={t('Resident memory over the time of the run')}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {levels.map((bytes) => (
          <g key={bytes}>
            <line class="snapshots-grid" x1={LEFT} x2={LEFT + inner} y1={y(bytes)} y2={y(bytes)} />
            <text class="snapshots-axis" x={LEFT - 8} y={y(bytes)} text-anchor="end" dominant-baseline="central">
              {size(bytes)}
            </text>
          </g>
        ))}
        {rulerTicks({ fromNs: 0, toNs: chart.toNs }, inner).map(({ ns, label }) => (
          <text key={ns} class="snapshots-axis" x={x(ns)} y={HEIGHT - 6} text-anchor="middle">
            {label}
          </text>
        ))}
        {linesOf(chart).map((line) => (
          <polyline
            key={line[0].file}
            class="snapshots-line"
            points={line.map(({ ns, bytes }) => `${x(ns)},${y(bytes)}`).join(' ')}
          />
        ))}
      </svg>
      {width > 0 &&
        chart.points.map(({ file, ns, bytes }) => (
          <button
            key={file}
            type="button"
            class="snapshots-mark"
            style={{ transform: `translate(${x(ns)}px, ${y(bytes)}px)` }}
            aria-label={nameOf(file)}
            title={nameOf(file)}
            onClick={() => onOpen(file)}
          />
        ))}
    </div>
  );
}

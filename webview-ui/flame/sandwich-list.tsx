import { useEffect } from 'preact/hooks';
import { callsText } from '../app/counts.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { count, duration, percent, place } from '../call/format.js';
import { catalogOf } from '../functions/catalog.js';
import { plainName } from '../timeline/plain-name.js';
import { Meter } from './meter.js';
import type { Share } from './shares.js';

interface Props {
  readonly title: string;
  readonly empty: string;
  readonly lines: readonly Share[];
  readonly onWalk: (functionId: number) => void;
}

/** Lines shown of a function that thousands call. */
const MOST_LINES = 200;

/** Callers or callees with their share of the time; a click walks there. */
export function SandwichList({ title, empty, lines, onWalk }: Props) {
  const model = useModel();
  const catalog = catalogOf(model);
  const names = catalog.byId.value;
  const shown = lines.slice(0, MOST_LINES);
  useEffect(() => {
    if (catalog.rows.value === null) return;
    for (const { functionId } of shown) if (functionId !== null) void catalog.learn(functionId);
  }, [lines, catalog.rows.value]);
  return (
    <section class="flame-half" aria-label={title}>
      <h3 class="flame-heading">
        {title}
        <span class="faint">{` ${lines.length}`}</span>
      </h3>
      {lines.length === 0 && <p class="flame-empty">{empty}</p>}
      <ol class="flame-lines">
        {shown.map((line) => {
          const stats = line.functionId === null ? undefined : names.get(line.functionId);
          const figures = (
            <>
              <Meter fraction={line.fraction} text={percent(line.fraction)} />
              <span class="flame-line-time">{duration(line.totalNs)}</span>
              <span class="flame-line-calls">{callsText(line.calls)}</span>
            </>
          );
          return (
            <li key={line.functionId ?? 'top'}>
              {line.functionId === null ? (
                <div class="flame-line">
                  {figures}
                  <span class="flame-line-name faint">{t('at the top of a thread')}</span>
                </div>
              ) : (
                <button type="button" class="flame-line" onClick={() => onWalk(line.functionId ?? 0)}>
                  {figures}
                  <span class="flame-line-name">{stats === undefined ? '…' : plainName(stats.qualname)}</span>
                  <span class="flame-line-place faint">{stats === undefined ? '' : place(stats.file, stats.line)}</span>
                </button>
              )}
            </li>
          );
        })}
      </ol>
      {lines.length > MOST_LINES && <p class="flame-empty">{moreText(lines.length - MOST_LINES)}</p>}
    </section>
  );
}

function moreText(functions: number): string {
  return functions === 1
    ? t('1 more function with less time')
    : t('{0} more functions with less time', count(functions));
}

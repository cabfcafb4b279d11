import type { CallRow } from '../../src/store/api.js';
import { Around, GAP } from '../app/around.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { plainName } from '../timeline/plain-name.js';
import { duration } from './format.js';
import { memoryFacts } from './memory-facts.js';
import { outcomeText, selfTime } from './outcome.js';
import { PlaceLink } from './place-link.js';
import { MOST_CALLEES } from './callees.js';

interface Props {
  readonly row: CallRow;
  /** Null while they are on their way, or when they belong to another call. */
  readonly callees: readonly CallRow[] | null;
}

/** Which call it is: name, place, times, outcome, thread, task and where it was called from. */
export function Header({ row, callees }: Props) {
  const model = useModel();
  const thread = model.threads.value.find(({ thread: id }) => id === row.thread);
  const isPaused = row.activeNs !== row.durationNs;
  return (
    <header class="call-header">
      <h2 class="call-title" title={plainName(row.qualname)}>
        {plainName(row.qualname)}
      </h2>
      <p class="call-where">
        <PlaceLink file={row.file} line={row.line} />
        {row.callerFile !== null && row.callerLine !== null && (
          <span>
            <Around text={t('called from {0}', GAP)}>
              <PlaceLink file={row.callerFile} line={row.callerLine} />
            </Around>
          </span>
        )}
        {isElsewhere(row) && (
          <span>
            <Around text={t('your line {0}', GAP)}>
              <PlaceLink file={row.userCallerFile} line={row.userCallerLine} />
            </Around>
          </span>
        )}
      </p>
      <dl class="call-facts">
        <Fact name={t('Took')} value={duration(row.durationNs)} />
        {isPaused && <Fact name={t('Active')} value={duration(row.activeNs)} />}
        <Fact name={t('Self')} value={selfText(row, callees)} />
        {memoryFacts(row, callees, (callees?.length ?? 0) < MOST_CALLEES).map((fact) => (
          <Fact key={fact.name} {...fact} />
        ))}
        <Fact name={t('Began')} value={t('at {0}', duration(row.startNs))} />
        <Fact
          name={t('Outcome')}
          value={outcomeText(row.outcome, model.live.value)}
          {...(row.outcome === 'unwind' ? { tone: 'call-failed' } : {})}
        />
        <Fact name={t('Thread')} value={plainName(thread?.name ?? String(row.thread))} />
        {row.task !== null && <Fact name={t('Task')} value={plainName(row.task)} />}
      </dl>
    </header>
  );
}

function isElsewhere(row: CallRow): row is CallRow & { userCallerFile: string; userCallerLine: number } {
  const { userCallerFile: file, userCallerLine: line } = row;
  return file !== null && line !== null && (file !== row.callerFile || line !== row.callerLine);
}

function selfText(row: CallRow, callees: readonly CallRow[] | null): string {
  if (callees === null) return '…';
  const { ns, precision } = selfTime(row, callees, callees.length < MOST_CALLEES);
  const text = duration(ns);
  if (precision === 'exact') return text;
  return precision === 'about' ? `≈ ${text}` : `≤ ${text}`;
}

function Fact({ name, value, tone = '' }: { name: string; value: string; tone?: string }) {
  return (
    <div class="call-fact">
      <dt>{name}</dt>
      <dd class={tone}>{value}</dd>
    </div>
  );
}

import type { CallRow } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { plainName } from '../timeline/plain-name.js';
import { duration } from './format.js';
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
            {'called from '}
            <PlaceLink file={row.callerFile} line={row.callerLine} />
          </span>
        )}
        {isElsewhere(row) && (
          <span>
            {'your line '}
            <PlaceLink file={row.userCallerFile} line={row.userCallerLine} />
          </span>
        )}
      </p>
      <dl class="call-facts">
        <Fact name="Took" value={duration(row.durationNs)} />
        {isPaused && <Fact name="Active" value={duration(row.activeNs)} />}
        <Fact name="Self" value={selfText(row, callees)} />
        <Fact name="Began" value={`at ${duration(row.startNs)}`} />
        <Fact
          name="Outcome"
          value={outcomeText(row.outcome, model.live.value)}
          {...(row.outcome === 'unwind' ? { tone: 'call-failed' } : {})}
        />
        <Fact name="Thread" value={plainName(thread?.name ?? String(row.thread))} />
        {row.task !== null && <Fact name="Task" value={plainName(row.task)} />}
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

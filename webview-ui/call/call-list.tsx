import { useModel } from '../app/model.js';
import type { CallRow } from '../../src/store/api.js';
import { plainName } from '../timeline/plain-name.js';
import { duration, place } from './format.js';
import { outcomeText } from './outcome.js';

interface Props {
  readonly call: CallRow;
  /** Of the longest in the list, 0 to 1; a bar stands for it. */
  readonly fraction?: number;
}

/** One call of a list: selects it; what it took at the end of the line. */
export function CallItem({ call, fraction }: Props) {
  const model = useModel();
  const failed = call.outcome === 'unwind';
  return (
    <button
      type="button"
      class="call-item"
      title={`${plainName(call.qualname)}, ${plainName(call.file)}:${call.line}`}
      onClick={() => model.select({ thread: call.thread, call: call.id })}
    >
      <span class="call-item-name">{plainName(call.qualname)}</span>
      {failed && <span class="call-failed">{outcomeText('unwind', false)}</span>}
      <span class="faint call-item-place">{place(call.file, call.line)}</span>
      <span class={`call-item-time${fraction === undefined ? '' : ' call-meter'}`}>
        {fraction !== undefined && <i class="meter-bar" aria-hidden="true" style={{ width: `${fraction * 100}%` }} />}
        <span>{duration(call.durationNs)}</span>
      </span>
    </button>
  );
}

import { useLayoutEffect, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { TaskInfo } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { count, duration, sizeChange } from '../call/format.js';
import type { Hover } from './hover.js';
import { plainName } from './plain-name.js';
import { useParts } from './timeline-parts.js';

/** Pointers cross hundreds of tasks on their way; only where one rests is the host asked. */
const REST_MS = 60;

/** What there is to know about the task under the pointer. */
export function TaskLines({ hover: { call, merged, isRunning, netBytes, fromNs, toNs } }: { readonly hover: Hover }) {
  const task = useRestingTask(call);
  if (merged > 1) return <strong class="hover-card-name">{t('{0} tasks one after the other', count(merged))}</strong>;
  return (
    <>
      <strong class="hover-card-name">{task === null ? t('Task') : plainName(task.name)}</strong>
      {task !== null && task.coroutine !== null && <div class="faint">{plainName(task.coroutine)}</div>}
      <div>{task === null ? duration(toNs - fromNs) : timesText(duration(toNs - fromNs), task)}</div>
      <div>{isRunning ? t('running here') : t('suspended here')}</div>
      {netBytes !== null && <div>{t('{0} net in its steps', sizeChange(netBytes))}</div>}
    </>
  );
}

function timesText(whole: string, { activeNs, steps }: TaskInfo): string {
  return steps === 1
    ? t('{0}, of them {1} active in 1 step', whole, duration(activeNs))
    : t('{0}, of them {1} active in {2} steps', whole, duration(activeNs), count(steps));
}

function useRestingTask(call: number): TaskInfo | null {
  const { model } = useParts();
  const [task, setTask] = useState<TaskInfo | null>(null);
  useLayoutEffect(() => {
    setTask(null);
    if (call === 0) return undefined;
    const outdated = new AbortController();
    const ask = async () => {
      const found = await model.host.request('taskOf', call, outdated.signal);
      if (isOk(found) && !outdated.signal.aborted) setTask(found.ok);
    };
    const timer = setTimeout(() => void ask(), REST_MS);
    return () => {
      clearTimeout(timer);
      outdated.abort();
    };
  }, [call]);
  return task;
}

import { useModel } from '../app/model.js';
import { callsText } from '../app/counts.js';
import { t } from '../app/texts.js';
import { plainName } from '../timeline/plain-name.js';

interface Props {
  readonly thread: number | null;
  readonly onChange: (thread: number | null) => void;
}

/** All threads, or one of them. */
export function ThreadChoice({ thread, onChange }: Props) {
  const model = useModel();
  const threads = model.threads.value;
  const processes = new Map((model.info.value?.processes ?? []).map(({ process, pid }) => [process, pid]));
  if (threads.length < 2) return null;
  return (
    <select
      class="text-input flame-select"
      aria-label={t('Thread')}
      value={thread === null ? '' : String(thread)}
      onChange={({ currentTarget: { value } }) => onChange(value === '' ? null : Number(value))}
    >
      <option value="">{t('All threads')}</option>
      {threads.map(({ thread: id, name, process, calls }) => (
        <option key={id} value={String(id)}>
          {processes.size > 1
            ? t('{0}, process {1} ({2})', plainName(name), processes.get(process) ?? process, callsText(calls))
            : `${plainName(name)} (${callsText(calls)})`}
        </option>
      ))}
    </select>
  );
}

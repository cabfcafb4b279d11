import type { Ref } from 'preact';
import { callsText, functionsText, tasksText } from '../app/counts.js';
import { t } from '../app/texts.js';
import { count } from '../call/format.js';
import type { Found } from './search-state.js';
import { useParts } from './timeline-parts.js';

/** Functions by name or file. Enter goes to the next call, Shift+Enter to the one before. */
export function SearchBox({ input }: { input: Ref<HTMLInputElement> }) {
  const { search } = useParts();
  const found = search.found.value;
  const at = search.at.value;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      void search.step(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && search.text.peek() !== '') {
      event.stopPropagation();
      search.text.value = '';
    }
  };
  const isIdle = found === null || found.calls + found.tasks === 0;
  return (
    <div class="timeline-search" role="search">
      <input
        ref={input}
        class="text-input"
        type="text"
        maxLength={1000}
        spellcheck={false}
        placeholder={t('Find functions or tasks ( / )')}
        aria-label={t('Find functions by name or file, and tasks by name')}
        value={search.text.value}
        onInput={(event) => (search.text.value = event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span class="timeline-search-count" role="status">
        {search.failure.value ?? (found === null ? '' : foundWords(found, at))}
      </span>
      <button
        type="button"
        class="icon-button up"
        aria-label={t('Previous match')}
        title={t('Previous match (Shift+Enter)')}
        disabled={isIdle}
        onClick={() => void search.step(-1)}
      />
      <button
        type="button"
        class="icon-button down"
        aria-label={t('Next match')}
        title={t('Next match (Enter)')}
        disabled={isIdle}
        onClick={() => void search.step(1)}
      />
    </div>
  );
}

function foundWords({ hits, calls, tasks }: Found, at: number | null): string {
  if (hits.length + tasks === 0) return t('No matches');
  if (at !== null && at >= calls) {
    const nth = count(at + 1 - calls);
    return tasks === 1 ? t('{0} of 1 task', nth) : t('{0} of {1} tasks', nth, count(tasks));
  }
  if (at !== null) {
    const nth = count(at + 1);
    return calls === 1 ? t('{0} of 1 call', nth) : t('{0} of {1} calls', nth, count(calls));
  }
  const functions = hits.length === 0 ? [] : [functionsText(hits.length), callsText(calls)];
  return [...functions, ...(tasks === 0 ? [] : [tasksText(tasks)])].join(', ');
}

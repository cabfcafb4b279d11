import { useModel } from './model.js';
import { t } from './texts.js';
import { tabId } from './tab-list.js';
import { troubleWords } from './trouble-words.js';
import { problemWords } from './problem-words.js';

/** What went wrong, above everything else: a run that is gone, parts that could not be read, or one that is not whole. */
export function Banner() {
  const model = useModel();
  const failure = model.failure.value;
  const info = model.info.value;
  const troubles = [...model.troubles.all.value.values()];
  const problems = info === null ? null : problemWords(info, model.live.value);
  return (
    <>
      {failure !== null && (
        <div class="page-banner error" role="alert">
          {failure}
        </div>
      )}
      {failure === null && troubles.length > 0 && (
        <div class="page-banner error" role="alert">
          {troubleWords(troubles)}{' '}
          <button
            type="button"
            class="link-button"
            onClick={() => {
              model.troubles.tryAgain();
              // This button goes, and must not take the focus with it to nowhere.
              document.querySelector<HTMLElement>(`#${tabId(model.tab.peek())}`)?.focus();
            }}
          >
            {t('Try Again')}
          </button>
        </div>
      )}
      {problems !== null && (
        <details class="page-banner warning">
          <summary>{problems.summary}</summary>
          <ul>
            {problems.details.map((text, at) => (
              <li key={at}>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

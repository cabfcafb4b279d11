import { useModel } from './model.js';
import { problemWords } from './problem-words.js';

/** What went wrong, above everything else: a run that is gone, or one that is not whole. */
export function Banner() {
  const model = useModel();
  const failure = model.failure.value;
  const info = model.info.value;
  const problems = info === null ? null : problemWords(info, model.live.value);
  return (
    <>
      {failure !== null && (
        <div class="page-banner error" role="alert">
          {failure}
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

import { emptyWords } from './empty-words.js';
import { useModel } from './model.js';

/** Nothing was recorded (yet): why that is so, and what to do. */
export function EmptyRun() {
  const { live, ending } = useModel();
  return (
    <div class="page-message" role="status">
      {emptyWords(live.value, ending.value).map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}

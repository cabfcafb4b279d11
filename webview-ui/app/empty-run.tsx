import { useModel } from './model.js';
import { t } from './texts.js';

/** Nothing was recorded (yet): why that may be, and what to do. */
export function EmptyRun() {
  const { live } = useModel();
  if (live.value) {
    return (
      <div class="page-message" role="status">
        <p>{t('The program runs, and has not called a function of yours yet.')}</p>
        <p>{t('Calls appear here as they happen.')}</p>
      </div>
    );
  }
  return (
    <div class="page-message">
      <p>{t('No calls were recorded.')}</p>
      <p>
        {t(
          'Only code of the workspace is recorded: not the standard library and not installed packages. To see those, too, turn on the setting “Tracehold › Record: Everything” and profile the program again. A program that ends before it calls a function leaves nothing to show: look at its output in the terminal.',
        )}
      </p>
    </div>
  );
}

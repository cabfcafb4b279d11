import { t } from './texts.js';

interface Props {
  /** What happened, one sentence. */
  readonly text: string;
  readonly onAgain: () => void;
}

/** A part of the page that could not be read, in its place, with a way to try again. */
export function Problem({ text, onAgain }: Props) {
  return (
    <p class="problem" role="alert">
      {text}{' '}
      <button type="button" class="link-button" onClick={onAgain}>
        {t('Try Again')}
      </button>
    </p>
  );
}

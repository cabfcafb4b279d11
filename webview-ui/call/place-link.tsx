import './place-link.css';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { plainName } from '../timeline/plain-name.js';
import { place } from './format.js';

/** A line of source as a link to the editor; the whole path is its hint. */
export function PlaceLink({ file, line, tabIndex }: { file: string; line: number; tabIndex?: number }) {
  const model = useModel();
  return (
    <button
      type="button"
      class="link-button call-link"
      title={t('Go to {0}', `${plainName(file)}:${line}`)}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      onClick={(event) => {
        event.stopPropagation();
        model.reveal(file, line);
      }}
    >
      {place(file, line)}
    </button>
  );
}

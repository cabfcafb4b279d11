import { t } from '../app/texts.js';
import { count } from '../call/format.js';

/** What stands on a block in the place of functions that are left out. @param functions 0 when nobody counted them. */
export function functionsLeftOut(functions: number): string {
  if (functions === 0) return t('deeper calls');
  return functions === 1 ? t('1 more function') : t('{0} more functions', count(functions));
}

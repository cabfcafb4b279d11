import { useEffect, useState } from 'preact/hooks';
import { readTheme, watchTheme } from './theme.js';
import type { Theme } from './theme.js';

/** The editor's theme, and again when it is another. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState<Theme>(() => readTheme(document));
  useEffect(() => {
    const watching = watchTheme(document, () => setTheme(readTheme(document)));
    return () => watching.dispose();
  }, []);
  return theme;
}

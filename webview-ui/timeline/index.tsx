import './timeline.css';
import { useEffect, useRef } from 'preact/hooks';
import { useModel } from '../app/model.js';
import { Lanes } from './lanes.js';
import { MemoryLegend } from './memory-legend.js';
import { Minimap } from './minimap.js';
import { Ruler } from './ruler.js';
import { SearchBox } from './search-box.js';
import { PartsContext, partsOf } from './timeline-parts.js';
import { Toolbar } from './toolbar.js';

/** All calls of a run over time. */
export function Timeline() {
  const parts = partsOf(useModel());
  const input = useRef<HTMLInputElement>(null);
  const focusSearch = () => {
    input.current?.focus();
    input.current?.select();
  };
  useEffect(() => {
    const ended = new AbortController();
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isFind) return;
      event.preventDefault();
      focusSearch();
    };
    window.addEventListener('keydown', onKeyDown, { signal: ended.signal });
    return () => ended.abort();
  }, []);
  return (
    <PartsContext.Provider value={parts}>
      <div class="timeline">
        <div class="timeline-bar">
          <SearchBox input={input} />
          <Toolbar />
        </div>
        <MemoryLegend />
        <Minimap />
        <Ruler />
        <Lanes focusSearch={focusSearch} />
      </div>
    </PartsContext.Provider>
  );
}

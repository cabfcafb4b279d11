import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Model } from '../app/model.js';
import { catalogOf } from '../functions/catalog.js';
import { ColourChoice } from './colour-choice.js';
import type { Hover } from './hover.js';
import { Navigation } from './navigation.js';
import { SearchState } from './search-state.js';
import { TaskTracks } from './task-tracks.js';
import { TimelineState } from './timeline-state.js';

/** What the parts of the timeline share. Made once per page, so that it outlives a look at another tab. */
function timelineParts(model: Model) {
  const tasks = new TaskTracks(model);
  const state = new TimelineState(model, tasks.tracks);
  return {
    model,
    state,
    tasks,
    catalog: catalogOf(model),
    colours: new ColourChoice(model),
    search: new SearchState(model, (task) => state.selectTask(task)),
    navigation: new Navigation(model, state, tasks),
    /** What the pointer is on. */
    hover: signal<Hover | null>(null),
  };
}

export type TimelineParts = ReturnType<typeof timelineParts>;

const ofModel = new WeakMap<Model, TimelineParts>();

export function partsOf(model: Model): TimelineParts {
  const known = ofModel.get(model) ?? timelineParts(model);
  ofModel.set(model, known);
  return known;
}

export const PartsContext = createContext<TimelineParts | null>(null);

export function useParts(): TimelineParts {
  const parts = useContext(PartsContext);
  if (parts === null) throw new Error('A part of the timeline is shown outside of it.');
  return parts;
}

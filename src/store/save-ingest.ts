import { rmSync } from 'node:fs';
import type { ProblemInfo } from './api.js';
import { sweep } from './folder.js';
import type { StorePlace } from './folder.js';
import type { Ingest } from './ingest.js';
import { writeIndex } from './sqlite/save.js';

/** Saves the store of an ingest that has finished. What is to be told when it could not be done, or not beside the run. */
export function saveIngest(ingest: Ingest, image: Uint8Array): readonly ProblemInfo[] {
  const { place } = ingest;
  try {
    ingest.commitData();
    writeIndex(image, place);
    sweep(place.folder, place.generation);
  } catch (thrown) {
    return [{ code: 'store-not-saved', message: `The store could not be saved: ${(thrown as Error).message}.` }];
  }
  const message = `The run folder cannot be written; its store is in ${place.folder} until it is closed.`;
  return place.temporary ? [{ code: 'store-not-saved', message }] : [];
}

export function removeTemporary({ folder, temporary }: StorePlace): void {
  if (temporary) rmSync(folder, { recursive: true, force: true });
}

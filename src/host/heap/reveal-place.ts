import { dirname } from 'node:path';
import type { HeapPlace } from '../../rpc/heap-contract.js';
import { openPlace } from '../source/open-place.js';
import type { PlaceOpener } from '../views/run-page.js';

/** Shows a place that a snapshot tells of in an editor. Says what is missing, never throws. @param path of the snapshot */
export async function revealPlace(source: PlaceOpener, path: string, { file, line, isNow }: HeapPlace): Promise<void> {
  const folder = dirname(path);
  // A line that was found in the file as it is has not moved since the program ran.
  if (isNow) await openPlace(file, line, { folder });
  else await source.openPlace(file, line, folder);
}

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { check, feed } from './check.js';
import { recordings } from './recordings.js';

// Made once and then kept, so that what was written by an older version stays readable. Delete a file to make it anew.
for (const [name, make] of Object.entries(recordings)) {
  const file = new URL(`${name}.thtrace`, import.meta.url);
  if (!existsSync(file)) writeFileSync(file, make().bytes());
}

const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.thtrace'));

test.each(files)('%s', check);

// The text and not the bytes: deflate's output depends on the processor.
test.each(Object.entries(recordings))('the writer still says what %s.thtrace says', (name, make) => {
  const file = new Uint8Array(readFileSync(new URL(`${name}.thtrace`, import.meta.url)));
  expect(feed(make().bytes())).toBe(feed(file));
});

/**
 * `npm run pictures [-- PART]`: takes the pictures of the walkthrough and of README.md anew, from the real editor; with
 * PART only those whose name holds it. Look at them before they are committed.
 */
import { pathToFileURL } from 'node:url';
import { bundleHarness } from './harness-bundle.mjs';
import { setUp } from './setup.mjs';

/** @typedef {typeof import('../test/harness/pictures.js')} Pictures */

await setUp();
const { takePictures } = /** @type {Pictures} */ (await import(pathToFileURL(await bundleHarness('pictures')).href));
for (const taken of await takePictures(process.argv[2] ?? '')) console.log(taken);

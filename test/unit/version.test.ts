import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

test('the recorder and the package carry one version', () => {
  const shim = readFileSync(new URL('../../python/tracehold/_version.py', import.meta.url), 'utf8');
  expect(shim).toContain(`__version__ = "${manifest.version}"`);
});

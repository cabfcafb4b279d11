import { expect, test } from 'vitest';
import { taskEnvironment } from './target-environment.js';

test.each([
  [{}, {}],
  [{ A: 'b$c' }, { A: 'b$c' }],
  [
    { A: 'b', B: null, C: '${command:x}' },
    { A: 'b', TRACEHOLD_ENVIRONMENT: '{"B":null,"C":"$-{command:x}"}' },
  ],
])('%j', (env: Record<string, string | null>, expected) => {
  expect(taskEnvironment(new Map(Object.entries(env)))).toEqual({ TRACEHOLD_QUIET: '1', ...expected });
});

import { expect, test } from 'vitest';
import { inEnvironment } from '../../run/interpreter.js';
import { candidates } from './candidates.js';

const all = { configured: '/c', selected: '/s', environment: '/e', setting: 'x' };

test.each([
  [all, ['/c']],
  [{ ...all, configured: null }, ['/s']],
  [{ ...all, configured: null, selected: null }, [inEnvironment('/e')]],
  [{ ...all, configured: null, selected: null, environment: null }, ['x']],
  [{ configured: null, selected: null, environment: null, setting: null }, ['python3', 'python']],
])('of %j it is %j', (named, expected) => {
  expect(candidates(named).map(({ command }) => command)).toEqual(expected);
});

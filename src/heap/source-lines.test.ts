import { expect, test } from 'vitest';
import { storingLine } from './source-lines.js';

const source = `# cache = {} is made below
from .other import cached

class Manager:
    limit = 3
    cache: dict[str, object] = {}
    waiting = []

    def find(self, name):
        if self.cache == {}:
            return None
        self.cache[(name, 1)] = name
        self.waiting.append(name)
        print(self.limit == 3, self.mentioned)
        self.queue["a"].append(name)
`;

test.each([
  ['cache', 12],
  ['waiting', 13],
  ['limit', 5],
  ['mentioned', 14],
  ['queue', 15],
  ['cached', 2],
  ['nothing', 0],
])('what is stored in %s is stored in line %d', (name, line) => {
  expect(storingLine(source, name)).toBe(line);
});

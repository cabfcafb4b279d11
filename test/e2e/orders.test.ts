import { describe } from 'vitest';
import { tellRunStory } from './run-story.js';
import { unavailable, useSession } from './session.js';
import type { Subject } from './subject.js';

const orders: Subject = {
  name: 'orders',
  run: 'main',
  start: async (workbench) => {
    await workbench.openFile('orders/main.py');
    await workbench.runCommand('Tracehold: Profile Current File');
  },
  // How many it is depends on the Python: before 3.12 a comprehension is a call.
  calls: /^3,\d{3} calls$/,
  printed: 'packed:  640 pieces',
  rows: [/^MainThread/, /^<module> main\.py/, /^main \d/],
  call: {
    name: 'price',
    file: 'pricing.py',
    line: 42,
    of: 160,
    values: /order = Order\(number=\d+, customer=Customer/,
    atLineEnds: [/^order=Order\(number=/, /^→ Invoice\(order=/],
  },
  search: { name: 'tax_percent', found: /^1 function, \d+ calls$/ },
};

describe.skipIf(unavailable)('the orders example', () => {
  tellRunStory(useSession(), orders);
});

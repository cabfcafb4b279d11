import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, test } from 'vitest';
import { ensureThirdParty } from '../harness/third-party.js';
import { tellRunStory } from './run-story.js';
import { python, unavailable, useSession } from './session.js';
import type { Subject } from './subject.js';

const statements = [
  "select c.name, count(*) as orders, sum(o.total) as revenue from customers c join orders o on o.customer = c.id where o.placed >= '2024-01-01' and o.state <> 'cancelled' group by c.name having sum(o.total) > 100 order by revenue desc limit 10;",
  "insert into archive (id, body, kept_until) values (1, 'first', '2030-01-01'), (2, 'second', null);",
  "update stock set pieces = pieces - 1, touched = now() where article = 'A-17' and pieces > 0;",
  "create table notes (id integer primary key, body text not null default '', owner integer references people (id));",
  "with recent as (select * from visits where day > 20) select p.name, case when r.pages > 5 then 'reader' else 'guest' end as kind from people p left join recent r on r.person = p.id;",
  'delete from sessions where expires < now() or token in (select token from revoked);',
];

/** So often that it runs for a while. */
const ROUNDS = 4;

const sqlparse: Subject = {
  name: 'sqlparse',
  run: 'sqlparse',
  start: async (workbench) => {
    await workbench.openFile('sqlparse/engine/grouping.py');
    await workbench.runCommand('Tracehold: Profile Module...');
    await workbench.quickInput.fill('sqlparse --reindent --keywords upper queries.sql');
    await workbench.quickInput.press('Enter');
  },
  calls: /^\d{3},\d{3} calls$/,
  printed: 'FROM revoked',
  rows: [/^MainThread/, /^<module> __main__\.py/, /^main \d/, /^format \d/, /^FilterStack\.run \d/],
  call: {
    name: 'group',
    file: 'grouping.py',
    line: 418,
    of: ROUNDS * statements.length,
    values: /stmt = Statement\(/,
    atLineEnds: [/^stmt=Statement\(/, /^→ Statement\(/],
  },
  search: { name: 'split_unquoted_newlines', found: /^1 function, \d+ calls$/ },
};

const program = unavailable === false ? await ensureThirdParty(python) : { missing: unavailable };

// oxlint-disable-next-line vitest/no-conditional-tests -- absent, it is one line instead of one for each chapter
if ('missing' in program) {
  test('a program that nobody here wrote', ({ skip }) => skip(program.missing));
} else {
  describe('a program that nobody here wrote', () => {
    const session = useSession({ workspace: { from: program.folder } });
    beforeAll(() => writeFile(session().workspace.path('queries.sql'), `${statements.join('\n')}\n`.repeat(ROUNDS)));
    tellRunStory(session, sqlparse);
  });
}

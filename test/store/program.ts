/** A small program's recording with everything in it: recursion, a generator, coroutines of two tasks, exceptions, threads. */
import { encodeValues } from '../../src/format/encode-value.js';
import { FunctionFlag } from '../../src/format/schema.gen.js';
import type { Value } from '../../src/format/value.js';
import { TraceWriter } from '../../src/format/writer.js';
import type { WriterOptions } from '../../src/format/writer.js';

const int = (value: number): Value => ({ kind: 'int', value });
const list = (...items: Value[]): Value => ({ kind: 'list', items, more: 0 });
const exception = (type: string): Value => ({
  kind: 'exception',
  type,
  id: 7,
  args: [],
  moreArgs: 0,
  fields: null,
  more: 0,
  cause: null,
});

/** Arguments or [outcome, locals] of an event. */
const given = (...values: Value[]) => ({ value: encodeValues(values) });

export function writeProgram(options: WriterOptions = {}): TraceWriter {
  const trace = new TraceWriter(options);
  const main = trace.function({ qualname: '<module>', flags: 0, firstLine: 1 });
  const fact = trace.function({ qualname: 'fact', names: ['n', 'rest'], argumentCount: 1, firstLine: 3 });
  const fail = trace.function({ qualname: 'fail', names: ['why'], argumentCount: 1, firstLine: 8 });
  const count = trace.function({
    qualname: 'count',
    names: ['upto', 'i'],
    argumentCount: 1,
    firstLine: 12,
    flags: FunctionFlag.optimized | FunctionFlag.generator,
  });
  const fetch = trace.function({
    qualname: 'Client.fetch',
    firstLine: 20,
    flags: FunctionFlag.optimized | FunctionFlag.coroutine,
  });
  const work = trace.function({ qualname: 'work', firstLine: 30 });
  const site = trace.site({ functionId: main, line: 40, callerQualname: '<module>' });
  const inFact = trace.site({ functionId: fact, line: 5, callerQualname: 'fact' });
  const library = trace.site({ fileId: trace.file('/usr/lib/python3/runpy.py'), line: 99, callerQualname: 'run' });
  const first = trace.task('Task-1', 'Client.fetch');
  const second = trace.task('Task-2', 'Client.fetch');

  const thread = trace.thread('MainThread');
  thread.call(main, 0);
  thread
    .call(fact, 100, { site, ...given(int(2)) })
    .call(fact, 200, { site: inFact, ...given(int(1)) })
    .return(fact, 300, given(int(1), list(int(1))))
    .return(fact, 450, given(int(2), list(int(2), int(1))));
  thread.call(fail, 500, { site: library, userSite: site, ...given(int(0)) });
  thread.unwind(fail, 600, given(exception('ValueError'), list(int(0))));
  // A generator: begun, suspended while work runs, resumed, exhausted.
  thread.call(count, 1000, { site, activation: 1, ...given(int(2)) }).yield(count, 1100, given(int(0)));
  thread.call(work, 1200, { site }).return(work, 1300);
  thread
    .resume(count, 1400, { site, activation: 1 })
    .return(count, 1450, given({ kind: 'none' }, list(int(2), int(1))));
  // Two tasks take turns; one waits for ever.
  thread.call(fetch, 2000, { site, activation: 2, task: first }).yield(fetch, 2100);
  thread.call(fetch, 2200, { site, activation: 3, task: second }).yield(fetch, 2300, given(int(5)));
  thread.resume(fetch, 2400, { site, activation: 2, task: first });
  thread.call(work, 2500, { site: inFact }).return(work, 2600);
  thread.return(fetch, 2700, given(int(42), list()));

  const other = trace.thread('worker');
  other.call(work, 1500).call(fact, 1600, { site, ...given(int(9)) });
  other.flush();
  thread.return(main, 3000);
  return trace;
}

/** The same, closed in order; `fact(9)` of the second thread and what called it stay open. */
export function programBytes(options: WriterOptions = {}): Uint8Array {
  return writeProgram(options).end().bytes();
}

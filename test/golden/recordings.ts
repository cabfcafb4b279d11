/** Small synthetic recordings that use everything the format has. Times are fixed, so the bytes are too. */
import { encodeValue, encodeValues } from '../../src/format/encode-value.js';
import { Codec, FunctionFlag } from '../../src/format/schema.gen.js';
import { TraceWriter } from '../../src/format/writer.js';
import type { WriterOptions } from '../../src/format/writer.js';
import { dict, int, list, none, object, samples, text, tuple } from './values.js';

const { optimized, user, generator, coroutine } = FunctionFlag;

/** Two threads, arguments, locals, an exception that passes through a frame, and a call still open at the end. */
export function shop(options: WriterOptions = {}): TraceWriter {
  const trace = new TraceWriter({ eventsPerChunk: 6, ...options });
  const main = trace.function({ qualname: '<module>', flags: user, firstLine: 1 });
  const total = trace.function({
    qualname: 'Order.total',
    firstLine: 12,
    argumentCount: 2,
    names: ['self', 'tax', 'line', 'sum'],
    module: 'shop',
    fileId: trace.file('/project/shop.py'),
  });
  const check = trace.function({ qualname: 'check', firstLine: 30, argumentCount: 1, names: ['amount'] });
  const atTop = trace.site({ functionId: main, line: 40, callerQualname: '<module>' });
  const inTotal = trace.site({ functionId: total, line: 14, callerQualname: 'Order.total' });
  const inLibrary = trace.site({ fileId: trace.file('/usr/lib/python3.12/functools.py'), line: 9 });
  const order = object('shop.Order', [
    { name: 'id', value: int(7) },
    { name: 'lines', value: list([int(1), int(2)], 40) },
  ]);
  const first = trace.thread('MainThread');
  const second = trace.thread('worker-1');
  first.call(main, 1_000);
  first.call(total, 2_000, { site: atTop, value: encodeValues([order, int(19)]) });
  first.call(check, 2_500, { site: inLibrary, userSite: inTotal, value: encodeValues([int(5)]) });
  second.call(check, 2_600, { value: encodeValues([text('from another thread')]) });
  first.return(check, 3_000, { value: encodeValues([none, list([int(5)])]) });
  first.return(total, 4_000, {
    value: encodeValues([int(2n ** 70n), list([order, int(19), { kind: 'unbound' }, int(42)])]),
  });
  second.return(check, 4_100);
  first.call(total, 6_000_000_000, { site: atTop, value: encodeValues([{ kind: 'redacted' }, none]) });
  first.call(check, 6_000_000_100, { site: inTotal, value: encodeValues([int(-1)]) });
  const failure = samples['exception'];
  first.unwind(check, 6_000_000_200, { value: encodeValues([failure, list([int(-1)])]) });
  first.unwind(total, 6_000_000_300, { value: encodeValues([failure, list([])]) });
  trace.problem('values-dropped', 'The disk was slow; 12 values were left out.', 6_000_000_400, 1);
  first.exception(main, 6_000_000_500, { value: encodeValues([failure]) });
  return trace.end();
}

/** A generator in two threads, a coroutine with tasks, and a class body whose locals have names of their own. */
export function suspended(options: WriterOptions = {}): TraceWriter {
  const trace = new TraceWriter(options);
  const main = trace.function({ qualname: '<module>', flags: 0 });
  const body = trace.function({ qualname: 'Shop', flags: 0 });
  const numbers = trace.function({
    qualname: 'numbers',
    flags: optimized | user | generator,
    argumentCount: 1,
    names: ['n'],
  });
  const fetch = trace.function({ qualname: 'fetch', flags: optimized | user | coroutine });
  const site = trace.site({ functionId: main, line: 3 });
  const taskA = trace.task('Task-1', 'fetch');
  const taskB = trace.task('Task-2');
  const one = trace.thread('MainThread');
  const two = trace.thread('worker');
  one.call(main, 10).call(body, 20, { site });
  one.return(body, 30, {
    value: encodeValues([
      none,
      dict(
        [
          [text('tax'), int(19)],
          [text('__module__'), text('__main__')],
        ],
        2,
      ),
    ]),
  });
  one.call(numbers, 40, { site, activation: 1, value: encodeValues([int(2)]) });
  one.yield(numbers, 50, { value: encodeValues([tuple([int(0), int(1)])]) }).flush();
  two.resume(numbers, 60, { activation: 1 });
  two.return(numbers, 70, { value: encodeValues([none, list([int(2)])]) });
  one.call(fetch, 80, { site, activation: 2, task: taskA }).yield(fetch, 90);
  one.call(fetch, 100, { site, activation: 3, task: taskB }).yield(fetch, 110);
  one.throw(fetch, 120, { site, activation: 2, task: taskA, value: encodeValues([samples['bare exception']]) });
  one.unwind(fetch, 130, { value: encodeValues([{ kind: 'unset' }, list([])]) });
  one.return(main, 140);
  return trace.end('stop', 3);
}

/** One call for each sample value. */
function everyValue(options: WriterOptions = {}): TraceWriter {
  const trace = new TraceWriter({ ...options, codec: Codec.deflate });
  const show = trace.function({ qualname: 'show', argumentCount: 1, names: ['value'] });
  const thread = trace.thread('MainThread');
  let now = 0;
  for (const value of Object.values(samples)) {
    const bytes = encodeValue(value);
    thread.call(show, (now += 10), { value: Uint8Array.of(0x91, ...bytes) });
    thread.return(show, (now += 10), { value: encodeValues([none, list([])]) });
  }
  return trace.end();
}

export const recordings = { shop, suspended, 'every-value': everyValue } as const;

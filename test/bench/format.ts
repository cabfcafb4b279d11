/**
 * How fast recordings are written, read and their values decoded: `npm run bench -- format [n]`, n of fibonacci(n).
 * CPU time of this process; reading is the median of five rounds.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, tableCrc32 } from '../../src/format/crc.js';
import { TraceDecoder } from '../../src/format/decoder.js';
import { encodeValue } from '../../src/format/encode-value.js';
import { TraceFollower } from '../../src/format/follow.js';
import { Codec } from '../../src/format/schema.gen.js';
import { fibonacciCalls, synthesizeFibonacciFile } from '../../src/format/synthesize.js';
import { toText } from '../../src/format/text.js';
import { decodeValue } from '../../src/format/values.js';
import { dict, int, list, object, text } from '../golden/values.js';

const n = Number(process.argv[2] ?? 31);
const folder = mkdtempSync(join(tmpdir(), 'tracehold-bench-'));
console.log(
  `${cpus()[0]?.model}, ${cpus().length} processors, Node ${process.version}; fibonacci(${n}), ${fibonacciCalls(n)} calls`,
);

function seconds<T>(work: () => T): { readonly cpu: number; readonly result: T } {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { cpu: (user + system) / 1e6, result };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function million(count: number, cpu: number): string {
  return `${(count / cpu / 1e6).toFixed(1)} M/s`;
}

function decode(bytes: Uint8Array): number {
  const decoder = new TraceDecoder();
  let events = 0;
  for (let at = 0; at < bytes.length; at += 1 << 20) {
    for (const chunk of decoder.push(bytes.subarray(at, at + (1 << 20))))
      if (chunk.type === 'events') events += chunk.count;
  }
  decoder.finish();
  return events;
}

for (const [name, codec] of [
  ['raw', Codec.raw],
  ['deflate', Codec.deflate],
] as const) {
  const path = join(folder, `${name}.thtrace`);
  const written = seconds(() => synthesizeFibonacciFile(path, n, { codec }));
  const events = 2 * (fibonacciCalls(n) + 1);
  const size = statSync(path).size;
  console.log(
    `${name}: ${(size / 1e6).toFixed(1)} MB, ${(size / events).toFixed(2)} B/event; written ${million(events, written.cpu)}`,
  );
  const bytes = readFileSync(path);
  const rounds = Array.from({ length: 5 }, () => seconds(() => decode(bytes)).cpu);
  console.log(`${name}: decoded from memory ${million(events, median(rounds))}`);
  const start = process.cpuUsage();
  const follower = new TraceFollower(path);
  for await (const batch of follower.chunks()) void batch;
  const { user, system } = process.cpuUsage(start);
  console.log(
    `${name}: followed from disk ${million(events, (user + system) / 1e6)}, problems ${follower.problems.length}`,
  );
}

const block = new Uint8Array(64 << 20).fill(7);
console.log(`crc: zlib ${(block.length / seconds(() => crc32(block)).cpu / 1e9).toFixed(2)} GB/s`);
console.log(`crc: table ${(block.length / seconds(() => tableCrc32(block)).cpu / 1e9).toFixed(2)} GB/s`);

const order = object('shop.Order', [
  { name: 'id', value: int(7) },
  { name: 'lines', value: list(Array.from({ length: 20 }, (_, i) => dict([[text('sku'), text(`item ${i}`)]]))) },
]);
const encoded = encodeValue(order);
const valueRounds = 20_000;
const decoding = seconds(() => {
  for (let i = 0; i < valueRounds; i++) decodeValue(encoded);
});
console.log(
  `values: ${encoded.length} B each, decoded ${((valueRounds * encoded.length) / decoding.cpu / 1e6).toFixed(0)} MB/s`,
);
const rendering = seconds(() => {
  for (let i = 0; i < valueRounds; i++) toText(order);
});
console.log(`values: as text ${(valueRounds / rendering.cpu / 1e3).toFixed(0)} k/s`);
rmSync(folder, { recursive: true });

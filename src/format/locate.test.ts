import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordings } from '../../test/golden/recordings.js';
import { AsyncValueFile, ValueFile } from './locate.js';
import type { LocatedValue, ValueLocation } from './locate.js';
import { readTrace } from './read-trace.js';
import { Codec } from './schema.gen.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-locate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function* locations(bytes: Uint8Array): Generator<[ValueLocation, Uint8Array]> {
  for (const { header, valuesOffset, valueLengths, values } of readTrace(bytes).trace.events) {
    let position = 0;
    for (const length of valueLengths) {
      const location = { fileOffset: header.fileOffset, valuesOffset, position, length, crc: header.crc };
      yield [location, values.subarray(position, position + length)];
      position += length;
    }
  }
}

function problemOf(value: LocatedValue): string {
  return 'problem' in value ? value.problem : 'none';
}

const cases = Object.entries(recordings).flatMap(([name, make]) =>
  ([Codec.raw, Codec.deflate] as const).map((codec) => ({ name, codec, bytes: make({ codec }).bytes() })),
);

test.each(cases)('every value of $name, codec $codec, is found again', async ({ name, codec, bytes }) => {
  const path = join(folder, `${name}-${codec}.thtrace`);
  writeFileSync(path, bytes);
  const blocking = new ValueFile(path);
  const file = await AsyncValueFile.open(path);
  for (const [location, expected] of locations(bytes)) {
    expect(blocking.read(location)).toEqual({ bytes: expected });
    expect(await file.read(location)).toEqual({ bytes: expected });
  }
  blocking.dispose();
  await file.close();
});

test.each(cases)('what lies outside $name, codec $codec, is refused', ({ name, codec, bytes }) => {
  const path = join(folder, `outside-${name}-${codec}.thtrace`);
  writeFileSync(path, bytes);
  const file = new ValueFile(path);
  const [[location]] = locations(bytes);
  const odd: readonly [Partial<ValueLocation>, string][] = [
    [{ length: 1e9 }, 'outside its chunk'],
    [{ position: -1e6 }, 'outside its chunk'],
    [{ position: 1e6 }, 'outside its chunk'],
    [{ crc: 1 }, 'was rewritten'],
    [{ fileOffset: 16 }, 'no events stand there'],
    [{ fileOffset: bytes.length - 10 }, 'has become shorter'],
  ];
  for (const [change, reason] of odd) {
    expect(problemOf(file.read({ ...location, ...change }))).toContain(reason);
  }
  truncateSync(path, location.fileOffset + 60);
  expect(problemOf(file.read(location))).toContain('has become shorter');
  file.dispose();
});

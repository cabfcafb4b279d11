import { expect, test } from 'vitest';
import { faultOf } from '../../scripts/lib/library-file.mjs';

function file(numbers: readonly (readonly [at: number, width: number, value: number])[], text: string): Buffer {
  const head = Buffer.alloc(64);
  for (const [at, width, value] of numbers) head.writeUIntLE(value, at, width);
  return Buffer.concat([head, Buffer.from(`${text}\0`)]);
}

const entry = 'PyInit__tracehold_native';
const elf = file(
  [
    [0, 4, 0x464c457f],
    [16, 2, 3],
    [18, 2, 0x3e],
  ],
  entry,
);
const machO = file(
  [
    [0, 4, 0xfeedfacf],
    [4, 4, 0x0100000c],
    [12, 4, 6],
  ],
  `_${entry}`,
);

test.each([
  [elf, 'linux-x64', undefined],
  [elf, 'linux-arm64', 'it is not an ELF library for AArch64'],
  [machO, 'darwin-arm64', undefined],
  [machO, 'darwin-x64', 'it is not a Mach-O library for x86-64'],
  [elf.subarray(0, 64), 'linux-x64', 'it is not an ELF library for x86-64'],
  [
    file(
      [
        [0, 4, 0x464c457f],
        [16, 2, 3],
        [18, 2, 0x3e],
      ],
      'PyInit_other',
    ),
    'linux-x64',
    `it does not have ${entry}`,
  ],
  [Buffer.concat([elf, Buffer.from('/build/here/x.c')]), 'linux-x64', 'it names /build/here'],
  [elf, 'amiga', 'no library is known for amiga'],
])('%#', (bytes, target, fault) => {
  expect(faultOf(bytes, target, '/build/here')).toBe(fault);
});

/** The kinds of shared libraries that we ship, by their first bytes: ELF (elf.h) and Mach-O (mach-o/loader.h). */

/** What CPython looks for in a library (PEP 3121). */
const ENTRY = 'PyInit__tracehold_native';

/**
 * What tells them: the place of a number, its width in bytes and the number, little-endian.
 * @type {Readonly<Record<string, { name: string, is: readonly (readonly [number, number, number])[] }>>}
 */
const kinds = {
  'linux-x64': {
    name: 'an ELF library for x86-64',
    is: [
      [0, 4, 0x464c457f],
      [16, 2, 3],
      [18, 2, 0x3e],
    ],
  },
  'linux-arm64': {
    name: 'an ELF library for AArch64',
    is: [
      [0, 4, 0x464c457f],
      [16, 2, 3],
      [18, 2, 0xb7],
    ],
  },
  'darwin-x64': {
    name: 'a Mach-O library for x86-64',
    is: [
      [0, 4, 0xfeedfacf],
      [4, 4, 0x01000007],
      [12, 4, 6],
    ],
  },
  'darwin-arm64': {
    name: 'a Mach-O library for arm64',
    is: [
      [0, 4, 0xfeedfacf],
      [4, 4, 0x0100000c],
      [12, 4, 6],
    ],
  },
};

/**
 * @param {Buffer} bytes of a file
 * @param {string} target the platform that it is for
 * @param {string} folder that must not be named in it, as it is this machine's
 * @returns {string | undefined} why it is not the library that it should be
 */
export function faultOf(bytes, target, folder) {
  const kind = kinds[target];
  if (kind === undefined) return `no library is known for ${target}`;
  const fits = bytes.length > 64 && kind.is.every(([at, width, value]) => bytes.readUIntLE(at, width) === value);
  if (!fits) return `it is not ${kind.name}`;
  if (!bytes.includes(ENTRY)) return `it does not have ${ENTRY}`;
  return bytes.includes(folder) ? `it names ${folder}` : undefined;
}

import { expect, test } from 'vitest';
import { missingEntries, platformEntry } from '../../scripts/lockfile.mjs';

test.each([
  ['@esbuild/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ['@oxlint/binding-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['@oxlint/binding-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
  ['@oxc-parser/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
])('%s says where it belongs', (name, platform) => {
  expect(platformEntry(name, '1.0.0', false)).toEqual({ version: '1.0.0', optional: true, ...platform });
});

test('only platform packages that are absent are missing', () => {
  const optionalDependencies = { '@a/linux-x64': '1.0.0', '@a/darwin-x64': '1.0.0', colours: '2.0.0' };
  const packages = { 'node_modules/a': { dev: true, optionalDependencies }, 'node_modules/@a/linux-x64': {} };
  expect(missingEntries({ packages })).toEqual({
    'node_modules/@a/darwin-x64': { version: '1.0.0', cpu: ['x64'], dev: true, optional: true, os: ['darwin'] },
  });
});

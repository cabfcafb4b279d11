/**
 * A recorded path as a URL, whatever system it was recorded on: `file:///project/a%20b.py`, `file:///C:/project/a.py`.
 * What is no absolute path (`<string>`) stays as it is.
 */
export function fileUrl(path: string): string {
  const drive = /^[a-z]:[\\/]/i.test(path);
  if (!drive && !path.startsWith('/')) return path;
  const [first, ...rest] = (drive ? path.replaceAll('\\', '/') : path.slice(1)).split('/');
  return `file:///${[drive ? first : encoded(first), ...rest.map(encoded)].join('/')}`;
}

function encoded(segment: string): string {
  // A lone surrogate has no UTF-8 bytes that could be encoded.
  return encodeURIComponent(segment.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

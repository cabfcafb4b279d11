/** How Python writes scalars, with nothing that could steer a terminal or hide in a line. */
import { escapeCharacter, printable } from '../base/printable.js';

/** `repr()` of a str. */
export function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = printable(text.replaceAll('\\', '\\\\'));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** `repr()` of a bytes object. */
export function bytesRepr(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(/[^\x20-\x7e]/g, escapeCharacter);
  return `b${quote}${escaped}${quote}`;
}

/** `repr()` of a float: the shortest digits that read back to the same double, with Python's rule for exponents. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, power] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function complexPart(value: number): string {
  return floatRepr(value).replace(/\.0$/, '');
}

/** `repr()` of a complex. */
export function complexRepr(real: number, imaginary: number): string {
  if (Object.is(real, 0)) return `${complexPart(imaginary)}j`;
  const sign = imaginary < 0 || Object.is(imaginary, -0) ? '' : '+';
  return `(${complexPart(real)}${sign}${complexPart(imaginary)}j)`;
}

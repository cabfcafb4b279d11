import { expect, test } from 'vitest';
import { escapeHtml, messageHtml, pageHtml } from './page-html.js';

const hostile = `</title><script>alert(1)</script><img src=x onerror="alert(1)" style='color:red'>&amp;`;

const parts = {
  title: hostile,
  language: 'de',
  cspSource: 'https://*.vscode-cdn.net',
  styleUrl: 'https://file+.vscode-resource.vscode-cdn.net/a%20b/main.css?x=1&y="2',
};

const scripted = { ...parts, scriptUrl: 'https://file+.vscode-resource.vscode-cdn.net/main.js', nonce: 'abc' };
const page = pageHtml({ ...scripted, texts: undefined });
const translated = pageHtml({ ...scripted, texts: { [hostile]: hostile } });
const message = messageHtml(parts, hostile);

/** What the page may load, directive by directive. */
function policyOf(html: string): Readonly<Record<string, string>> {
  const found = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html);
  const directives = (found?.[1] ?? '').replaceAll('&#39;', "'").split(';');
  return Object.fromEntries(directives.map((directive) => directive.trim().split(/ (.*)/s, 2) as [string, string]));
}

test('nothing is allowed but our script, style and images', () => {
  const own = { 'default-src': "'none'", 'style-src': parts.cspSource, 'img-src': parts.cspSource };
  expect(policyOf(page)).toEqual({ ...own, 'script-src': "'nonce-abc'" });
  expect(policyOf(message)).toEqual(own);
});

test.each([
  ['page', page, 1],
  ['message', message, 0],
])('%s: nothing is inline', (_name, html, scripts) => {
  expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="de">/);
  const tags = html.match(/<[^>]*>/g) ?? [];
  expect(tags.filter((tag) => /^<script/i.test(tag))).toHaveLength(scripts);
  expect(tags.filter((tag) => /^<(style|img|iframe|base|form)/i.test(tag))).toEqual([]);
  expect(tags.filter((tag) => /\s(on\w+|style)\s*=/i.test(tag))).toEqual([]);
  // A script element holds nothing: what it runs is at its address.
  for (const [, text] of html.matchAll(/<script[^>]*>([^<]*)/g)) expect(text).toBe('');
});

test('the script finds its place', () => {
  expect(page.indexOf('<div id="app"></div>')).toBeGreaterThan(0);
  expect(page.indexOf('<div id="app"></div>')).toBeLessThan(page.indexOf('<script'));
});

test('translations are one attribute of the element that the script fills, and nothing else', () => {
  const withoutValues = translated.replaceAll(/"[^"]*"/g, '""');
  expect(withoutValues).toBe(page.replaceAll(/"[^"]*"/g, '""').replace('<div id="">', '<div id="" data-texts="">'));
  const [, texts] = /<div id="app" data-texts="([^"]*)"><\/div>\n<script/.exec(translated) ?? [];
  const plain = (texts ?? '').replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]);
  expect(JSON.parse(plain)).toEqual({ [hostile]: hostile });
});

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

test('the policy stands before everything that it is about', () => {
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.search(/<(link|script)/));
});

test('text is escaped for elements and attributes', () => {
  expect(escapeHtml(hostile)).not.toMatch(/[<>"']/);
  expect(escapeHtml('a & b')).toBe('a &amp; b');
  expect(page).toContain('x=1&amp;y=&quot;2');
});

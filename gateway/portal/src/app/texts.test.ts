import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import en from '../locales/en.json' with { type: 'json' };

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const KEYS = new Set(flatten(en));

function flatten(node: object, path = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : flatten(value, `${path}${key}.`),
  );
}

const PAGES = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(join(SOURCES, name), 'utf8'));

describe('the texts', () => {
  it('has one for every key a page names', () => {
    const named = PAGES.flatMap((page) =>
      [...page.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? ''),
    );

    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((key) => !KEYS.has(key) && !KEYS.has(`${key}_other`))).toEqual([]);
  });

  it('keeps sentences out of the pages', () => {
    const loose = PAGES.flatMap((page) => [...page.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+)[.<]/g)]);

    expect(loose.map((match) => match[1])).toEqual([]);
  });

  it('names no element of FHIR to a patient', () => {
    const jargon = flatten(en)
      .filter((key) => !key.startsWith('kind.') && !key.startsWith('purpose.'))
      .map((key) =>
        key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], en),
      )
      .filter((text) => /\b(scope|Observation|provision|kfrag|capsule|OAuth|token)\b/.test(String(text)));

    expect(jargon).toEqual([]);
  });
});

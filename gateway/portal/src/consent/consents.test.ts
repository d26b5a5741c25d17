import { describe, expect, it } from 'vitest';
import type { FhirClient } from '../fhir/client.ts';
import type { Bundle, Consent } from '../fhir/types.ts';
import { readConsents } from './consents.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

function pages(...bundles: Partial<Consent>[][]): FhirClient & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async get<T>(path: string): Promise<T> {
      const page = asked.push(path) - 1;
      const bundle: Bundle<Partial<Consent>> = {
        resourceType: 'Bundle',
        entry: (bundles[page] ?? []).map((resource) => ({ resource })),
        link: page + 1 < bundles.length ? [{ relation: 'next', url: `next-${page + 1}` }] : [],
      };
      return bundle as T;
    },
    async post() {
      throw new Error('reading posts nothing');
    },
    async put() {
      throw new Error('reading puts nothing');
    },
  };
}

const read = (fhir: FhirClient) => readConsents(fhir, 'Patient/p', 'active', NOW);

describe('the lists of consents', () => {
  it('do not show what has ended, to the second', async () => {
    const ending = (id: string, end?: string) => ({ id, provision: { period: { end } } });
    const { requests } = await read(
      pages([
        ending('over', '2026-11-20T10:00:00Z'),
        ending('running', '2026-11-20T10:00:01Z'),
        ending('open'),
      ]),
    );

    expect(requests.map((request) => request.id)).toEqual(['running', 'open']);
  });

  it('follow the pages and put the newest first', async () => {
    const fhir = pages(
      [{ id: 'a', dateTime: '2026-11-18T00:00:00Z' }],
      [{ id: 'b', dateTime: '2026-11-19T00:00:00Z' }],
    );

    expect((await read(fhir)).requests.map((request) => request.id)).toEqual(['b', 'a']);
    expect(fhir.asked).toEqual(['Consent?patient=Patient/p&status=active', 'next-1']);
  });

  it('say so when there are more than they show', async () => {
    const endless = pages(...Array.from({ length: 20 }, () => [{ id: 'a' }]));

    expect((await read(endless)).more).toBe(true);
    expect(endless.asked).toHaveLength(10);
    expect((await read(pages([]))).more).toBe(false);
  });
});

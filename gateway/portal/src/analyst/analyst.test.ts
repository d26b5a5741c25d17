import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Refused } from '../fhir/client.ts';
import { exportQuery, FIRST } from './choice.ts';
import { effectOf, SAMPLE } from './effect.ts';
import { createExportClient } from './exports.ts';
import { notebookOf } from './notebook.ts';

const QUICKSTART = fileURLToPath(new URL('../../../../infra/notebook/quickstart.py', import.meta.url));

describe('an export that was clicked together', () => {
  it('says what it wants in the words of the interface', () => {
    expect(exportQuery({ ...FIRST, kinds: ['Patient'], since: '2026-01-02', format: 'ndjson' })).toBe(
      '_type=Patient&_outputFormat=application/fhir%2Bndjson&_deidentify=safe-harbor&_since=2026-01-02T00:00:00Z',
    );
  });

  it('is copied as the notebook that a test runs', () => {
    const notebook = notebookOf(
      { ...FIRST, kinds: ['Patient', 'Observation'] },
      { fhir: 'http://localhost:8080/fhir', issuer: 'http://localhost:8180/realms/consentry' },
    );

    expect(notebook).toBe(readFileSync(QUICKSTART, 'utf8'));
  });

  it('lets no address break out of its quotes', () => {
    const notebook = notebookOf(FIRST, { fhir: 'http://x"; import os #', issuer: 'y' });

    expect(notebook).toContain('"http://x\\"; import os #"');
  });
});

describe('the client of exports', () => {
  const answers: Record<string, Response> = {
    '/exports': Response.json({ exports: [{ url: 'https://public.test/exports/1', state: 'done' }] }),
    '/exports/1': Response.json({ output: [], error: [] }),
  };

  it('sends its token to the gateway that the page came from and nowhere else', async () => {
    const asked: string[] = [];
    const client = createExportClient(
      '/fhir',
      'http://here.test',
      async () => 'secret',
      async (url) => {
        asked.push(String(url));
        return answers[new URL(String(url)).pathname] ?? new Response('', { status: 404 });
      },
    );

    const jobs = await client.jobs();
    await client.manifest(jobs[0]?.url ?? '');
    await client.manifest('https://evil.test/exports/2').catch((problem) => problem);

    expect(asked).toEqual([
      'http://here.test/exports',
      'http://here.test/exports/1',
      'http://here.test/exports/2',
    ]);
  });

  it('gives the sentence of a refusal', async () => {
    const client = createExportClient(
      '/fhir',
      'http://here.test',
      async () => 'secret',
      async () => Response.json({ issue: [{ diagnostics: '_type: unknown' }] }, { status: 400 }),
    );

    await expect(client.start('_type=X')).rejects.toEqual(new Refused(400, '_type: unknown'));
  });
});

describe('the effect of a policy', () => {
  it('tells of every field what became of it', () => {
    const lines = effectOf(SAMPLE, {
      resourceType: 'Patient',
      id: 'f00',
      gender: 'female',
      meta: { security: [{ code: 'safe-harbor' }] },
    });

    const fate = Object.fromEntries(lines.map((line) => [line.place, line.fate]));
    expect(fate).toMatchObject({
      id: 'changed',
      gender: 'kept',
      birthDate: 'gone',
      'name[0].family': 'gone',
      'meta.security[0].code': 'new',
    });
  });
});

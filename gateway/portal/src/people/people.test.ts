import { describe, expect, it } from 'vitest';
import { everybody, nameOf } from '../consent/evaluation.ts';
import { emergencyAllowed, emergencyOf, review } from '../emergency/emergency.ts';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { named, type Parameters } from '../fhir/types.ts';
import { allow, end, readPeople, readSign, touch } from './people.ts';

type Call = [string, Parameters | undefined];

/** A gateway that answers by the beginning of the path. */
function gateway(answers: Record<string, unknown>): FhirClient & { calls: Call[] } {
  const calls: Call[] = [];
  const answer = async <T>(path: string, body?: unknown): Promise<T> => {
    calls.push([path, body as Parameters]);
    const found = Object.entries(answers).find(([start]) => path.startsWith(start))?.[1];
    if (found === undefined) {
      throw new Refused(404);
    }
    return found as T;
  };
  return {
    calls,
    get: (path) => answer(path),
    post: (path, body) => answer(path, body),
    put: () => Promise.reject(new Error('puts nothing')),
  };
}

const proxies = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'proxy',
      part: [
        { name: 'relatedPerson', valueReference: { reference: 'RelatedPerson/mum' } },
        { name: 'suspended', valueBoolean: true },
        { name: 'onSilence', valueBoolean: false },
        { name: 'until', valueInstant: '2026-12-01T00:00:00Z' },
      ],
    },
  ],
};

describe('the people who act for a patient', () => {
  it('are those of the record, with what each may do', async () => {
    const fhir = gateway({
      'RelatedPerson?patient=Patient/p': {
        resourceType: 'Bundle',
        entry: [
          {
            resource: {
              resourceType: 'RelatedPerson',
              id: 'mum',
              name: [{ given: ['Eve'], family: 'Bell' }],
            },
          },
          { resource: { resourceType: 'RelatedPerson', id: 'son', relationship: [{ text: 'son' }] } },
          { resource: { resourceType: 'RelatedPerson', id: 'gone', active: false } },
        ],
      },
      'Patient/p/$proxy': proxies,
    });

    const [mum, son, none] = await readPeople(fhir, 'Patient/p');

    expect(mum).toMatchObject({ name: 'Eve Bell', acting: { suspended: true, onSilence: false } });
    expect(mum?.acting?.until?.toISOString()).toBe('2026-12-01T00:00:00.000Z');
    expect(son).toMatchObject({ relationship: 'son', acting: undefined });
    expect(none).toBeUndefined();
  });

  it('are changed by saying everything again, and ended by name', async () => {
    const fhir = gateway({ 'Patient/p/$proxy': proxies });
    const until = new Date('2026-12-01T00:00:00Z');

    await allow(fhir, 'Patient/p', 'mum', { suspended: false, onSilence: true, until });
    await end(fhir, 'Patient/p', 'mum');

    const [change, removal] = fhir.calls.map(([, body]) => body ?? { resourceType: 'Parameters' as const });
    expect(change && named(change, 'until')?.valueInstant).toBe('2026-12-01T00:00:00.000Z');
    expect(change && named(change, 'onSilence')?.valueBoolean).toBe(true);
    expect(removal && named(removal, 'remove')?.valueBoolean).toBe(true);
  });
});

describe('a sign of life', () => {
  it('is none where nobody chose one, or gave it up', async () => {
    expect(await readSign(gateway({}), 'Patient/p')).toBeNull();
    expect(await readSign(gateway({ 'Task/': { status: 'cancelled' } }), 'Patient/p')).toBeNull();
  });

  it('says when the next is due, and reading it is none', async () => {
    const fhir = gateway({
      'Task/sign-of-life-p': {
        status: 'requested',
        restriction: { period: { end: '2026-12-01T00:00:00Z' } },
        input: [
          { type: { text: 'days' }, valueInteger: 30 },
          { type: { text: 'lapse' }, valueBoolean: true },
        ],
      },
    });

    expect(await readSign(fhir, 'Patient/p')).toEqual({
      days: 30,
      lapse: true,
      due: new Date('2026-12-01T00:00:00Z'),
    });
    expect(fhir.calls.every(([path]) => !path.includes('$touch'))).toBe(true);
  });

  it('chooses nothing by itself', async () => {
    const fhir = gateway({ 'Patient/p/$touch': {} });

    await touch(fhir, 'Patient/p');

    expect(fhir.calls[0]?.[1]?.parameter).toEqual([]);
  });
});

describe('who could read now', () => {
  it('is told with the reason, and an emergency is told apart', async () => {
    const part = (why: string, who: string, purpose?: string) => ({
      name: 'access',
      part: [
        { name: 'why', valueCode: why },
        { name: 'who', valueReference: { reference: who } },
        ...(purpose ? [{ name: 'purpose', valueCode: purpose }] : []),
      ],
    });
    const fhir = gateway({
      'Consent/$evaluate': {
        resourceType: 'Parameters',
        parameter: [
          part('contributed', 'Organization/a'),
          part('proxy', 'RelatedPerson/mum'),
          part('consent', 'Organization/b', 'TREAT'),
          part('consent', 'Practitioner/d', 'BTG'),
          part('<b>', 'Organization/c'),
        ],
      },
    });

    expect((await everybody(fhir)).map((access) => access.why)).toEqual([
      'contributed',
      'proxy',
      'consent',
      'emergency',
      'consent',
    ]);
  });

  it('shows a reference where there is no name', async () => {
    const fhir = gateway({ 'Organization/a': { name: 'St. Mary' }, 'Practitioner/x': { name: [] } });

    expect(await nameOf(fhir, 'Organization/a')).toBe('St. Mary');
    expect(await nameOf(fhir, 'Practitioner/x')).toBe('Practitioner/x');
    expect(await nameOf(fhir, 'Practitioner/hidden')).toBe('Practitioner/hidden');
  });
});

describe('an emergency', () => {
  it('is allowed as long as it was not ruled out', async () => {
    const answer = (value: string) =>
      gateway({ 'Patient/p/$break-glass': { parameter: [{ name: 'allowed', valueString: value }] } });

    expect(await emergencyAllowed(answer('true'), 'Patient/p')).toBe(true);
    expect(await emergencyAllowed(answer('false'), 'Patient/p', false)).toBe(false);
  });

  it('waits for her word, once', async () => {
    const fhir = gateway({ 'Task/t/$review': {} });
    const said = { type: { text: 'patient' }, valueString: 'justified' };

    await review(fhir, 't', 'not-justified', '  ');

    expect(emergencyOf({ resourceType: 'Task', id: 't' }).said).toBe('');
    expect(emergencyOf({ resourceType: 'Task', id: 't', output: [said] }).said).toBe('justified');
    expect(fhir.calls[0]?.[1]?.parameter).toEqual([{ name: 'finding', valueCode: 'not-justified' }]);
  });
});

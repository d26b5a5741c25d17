import { describe, expect, it } from 'vitest';
import { type FhirClient, Refused } from '../fhir/client.ts';
import type { Patient } from '../fhir/types.ts';
import { emptyFields, patientWith, profileOf, standingOf } from './profile.ts';

function clientWith(patient: Patient | undefined, tasks: unknown[] = []) {
  const posted: unknown[] = [];
  const client: FhirClient = {
    get: async <T>(path: string) => {
      if (path.startsWith('Task')) {
        return { resourceType: 'Bundle', entry: tasks.map((resource) => ({ resource })) } as T;
      }
      if (!patient) {
        throw new Refused(404);
      }
      return patient as T;
    },
    post: async <T>(_path: string, body: unknown) => {
      posted.push(body);
      return body as T;
    },
    put: async <T>(_path: string, body: unknown) => body as T,
  };
  return { client, posted };
}

const OPEN = { resourceType: 'Task', code: { coding: [{ code: 'complete-profile' }] } };

describe("a person's own first page", () => {
  it('is made at the first sign-in, with what the sign-in knows', async () => {
    const { client, posted } = clientWith(undefined, [OPEN]);

    const standing = await standingOf(client, 'Patient/n', { name: 'Nora Newman', email: 'n@example.org' });

    expect(standing.open).toBe(true);
    expect(posted).toEqual([
      {
        resourceType: 'Patient',
        name: [{ text: 'Nora Newman' }],
        telecom: [{ system: 'email', value: 'n@example.org' }],
      },
    ]);
  });

  it('is not made again', async () => {
    const { client, posted } = clientWith({ resourceType: 'Patient', id: 'n' });

    const standing = await standingOf(client, 'Patient/n', { name: 'Nora' });

    expect(standing.open).toBe(false);
    expect(posted).toEqual([]);
  });

  it('is not made because the gateway is busy', async () => {
    const { client, posted } = clientWith(undefined);
    const busy: FhirClient = { ...client, get: async () => Promise.reject(new Refused(503)) };

    await expect(standingOf(busy, 'Patient/n', { name: 'Nora' })).rejects.toMatchObject({ status: 503 });
    expect(posted).toEqual([]);
  });
});

describe('the form', () => {
  it('asks for everything but a given name', () => {
    expect(emptyFields(profileOf({ resourceType: 'Patient' }))).toEqual([
      'family',
      'birthDate',
      'gender',
      'phone',
      'email',
      'line',
      'city',
      'country',
    ]);
  });

  it('keeps what it does not show', () => {
    const before: Patient = {
      resourceType: 'Patient',
      id: 'n',
      name: [{ text: 'Nora Ann Newman' }],
      telecom: [{ system: 'fax', value: '9' }],
    };
    const profile = { ...profileOf(before), city: ' Springfield ', phone: '1', email: 'n@example.org' };

    const after = patientWith(before, profile);

    expect(after.id).toBe('n');
    expect(after.name).toEqual([{ family: 'Newman', given: ['Nora', 'Ann'] }]);
    expect(after.telecom?.map((point) => point.system)).toEqual(['phone', 'email', 'fax']);
    expect(after.address?.[0]?.city).toBe('Springfield');
  });
});

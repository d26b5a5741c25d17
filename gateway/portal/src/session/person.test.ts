import { describe, expect, it } from 'vitest';
import { personOf } from './person.ts';

function token(claims: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  return `e30.${btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')}.x`;
}

describe('personOf', () => {
  it('knows a patient by the record and not by a role', () => {
    const person = personOf(token({ fhirUser: 'Patient/p-1', realm_access: { roles: ['auditor'] } }));

    expect(person.kind).toBe('patient');
    expect(person.fhirUser).toBe('Patient/p-1');
  });

  it('knows who still waits for an institution', () => {
    const practitioner = { fhirUser: 'Practitioner/d-1', realm_access: { roles: ['practitioner'] } };

    expect(personOf(token(practitioner)).applies).toBe(true);
    expect(personOf(token({ ...practitioner, organization: 'h' })).applies).toBe(false);
    expect(personOf(token({ fhirUser: 'Patient/p-1' })).applies).toBe(false);
  });

  it.each([
    [{ fhirUser: 'https://gateway.example/fhir/Patient/p-1' }, 'patient', 'Patient/p-1'],
    [{ fhirUser: 'Practitioner/d-1' }, 'practitioner', 'Practitioner/d-1'],
    [{ realm_access: { roles: ['offline_access', 'analyst'] } }, 'analyst', undefined],
    [{ realm_access: { roles: ['auditor'] } }, 'auditor', undefined],
    [{ realm_access: { roles: ['operator'] } }, 'operator', undefined],
    [{ realm_access: { roles: 'operator' } }, 'nobody', undefined],
    [{ fhirUser: 'Patient/../admin' }, 'nobody', undefined],
    [{ fhirUser: 7 }, 'nobody', undefined],
    [{}, 'nobody', undefined],
  ])('reads %j as %s', (claims, kind, fhirUser) => {
    expect(personOf(token(claims))).toMatchObject({ kind, fhirUser });
  });

  it('takes names outside ASCII as they are', () => {
    expect(personOf(token({ name: 'Zoë Müller' })).name).toBe('Zoë Müller');
  });

  it('makes nobody of a token that is none', () => {
    expect(personOf('opaque').kind).toBe('nobody');
    expect(personOf('a.%%%.c').kind).toBe('nobody');
  });
});

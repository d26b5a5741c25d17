import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../fhir/types.ts';
import { accessOf as accessOfReader } from './access.ts';

const accessOf = (event: AuditEvent) => accessOfReader(event, 'Patient/p');

function event(change: Partial<AuditEvent>): AuditEvent {
  return { resourceType: 'AuditEvent', id: 'a', ...change };
}

describe('accessOf', () => {
  it('never takes a refusal for an access', () => {
    expect(['0', '4', '8', '12'].map((outcome) => accessOf(event({ outcome })).refused)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it.each([
    [{ subtype: [{ code: 'vread' }] }, 'read'],
    [{ subtype: [{ code: 'search-type' }], action: 'E' }, 'search'],
    [{ subtype: [{ code: 'hasOwnProperty' }], action: 'U' }, 'change'],
    [{ action: 'C' }, 'add'],
    [{ action: 'toString' }, 'use'],
    [{}, 'use'],
  ])('reads %j as %s', (change, verb) => {
    expect(accessOf(event(change)).verb).toBe(verb);
  });

  it('names the person and the house', () => {
    const agents = [
      { who: { reference: 'Organization/b', display: 'Hospital B' }, requestor: false },
      { who: { reference: 'Practitioner/d' }, name: 'Dr. Jane Doe', requestor: true },
    ];

    expect(accessOf(event({ agent: agents })).who).toBe('Dr. Jane Doe (Hospital B)');
    expect(accessOf(event({ agent: agents.slice(0, 1) })).who).toBe('Hospital B');
    expect(accessOf(event({})).who).toBe('');
  });

  it('finds kinds and the approval among the entities', () => {
    const access = accessOf(
      event({
        entity: [
          { what: { reference: 'Patient/p' } },
          { what: { reference: 'Consent/c-1' } },
          { what: { reference: 'https://gateway.example/fhir/Observation/1/_history/2' } },
          { what: { reference: 'Observation/2' } },
          { type: { system: 'http://hl7.org/fhir/resource-types', code: 'Condition' } },
          { what: { reference: 'urn:uuid:1' } },
        ],
      }),
    );

    expect(access.kinds).toEqual(['Observation', 'Condition']);
    expect(access.consentId).toBe('c-1');
  });

  it('knows the reader of the log, and nobody else, as oneself', () => {
    const by = (reference: string) =>
      accessOf(event({ agent: [{ who: { reference }, requestor: true }] })).self;

    expect([by('Patient/p'), by('Patient/p2'), by('Organization/p')]).toEqual([true, false, false]);
  });

  it('tells the steps of an approval from accesses', () => {
    const step = (code: string) => accessOf(event({ subtype: [{ code }] })).step;

    expect(['consent-grant', 'consent-revoke', 'read', 'toString'].map(step)).toEqual([
      'approve',
      'revoke',
      undefined,
      undefined,
    ]);
  });

  it('survives a date that is none', () => {
    expect(accessOf(event({ recorded: 'now' })).when).toBeUndefined();
  });
});

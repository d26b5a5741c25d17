import type { FhirClient } from '../fhir/client.ts';
import { allNamed, named, type Parameters } from '../fhir/types.ts';

/** One way in to the record at this moment. */
export interface Access {
  why: 'contributed' | 'proxy' | 'consent' | 'emergency';
  /** References of those it is open to. */
  who: string[];
  kinds: string[];
  purposes: string[];
  actions: string[];
  until?: Date;
  consent?: string;
}

/** Who could read the record now, and why, as the gateway itself would decide. */
export async function everybody(fhir: FhirClient, signal?: AbortSignal): Promise<Access[]> {
  const answer = await fhir.get<Parameters>('Consent/$evaluate', signal);
  return allNamed(answer, 'access').map((access) => {
    const codes = (name: string) => allNamed(access, name).flatMap((one) => one.valueCode ?? []);
    const purposes = codes('purpose');
    const until = named(access, 'until')?.valueInstant;
    return {
      why: whyOf(codes('why')[0], purposes),
      who: allNamed(access, 'who').flatMap((one) => one.valueReference?.reference ?? []),
      kinds: codes('class'),
      purposes,
      actions: codes('action'),
      until: until ? new Date(until) : undefined,
      consent: named(access, 'consent')?.valueReference?.reference,
    };
  });
}

function whyOf(code: string | undefined, purposes: string[]): Access['why'] {
  if (purposes.includes('BTG')) {
    return 'emergency';
  }
  return code === 'contributed' || code === 'proxy' ? code : 'consent';
}

interface Named {
  name?: string | { text?: string; family?: string; given?: string[] }[];
}

/** What somebody is called; the reference itself when nobody says. */
export async function nameOf(fhir: FhirClient, reference: string): Promise<string> {
  try {
    const { name } = await fhir.get<Named>(reference);
    const person = typeof name === 'string' ? name : personName(name?.[0]);
    return person || reference;
  } catch {
    return reference;
  }
}

export function personName(name: { text?: string; family?: string; given?: string[] } | undefined): string {
  return name?.text ?? [...(name?.given ?? []), name?.family ?? ''].join(' ').trim();
}

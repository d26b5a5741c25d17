import { useQuery } from '@tanstack/react-query';
import type { FhirClient } from '../fhir/client.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Bundle, type Consent, resources } from '../fhir/types.ts';
import { requestOf, type SharingRequest } from './request.ts';

const MOST_PAGES = 10;

export interface Consents {
  /** Newest first. */
  requests: SharingRequest[];
  /** Whether there are more than are shown. */
  more: boolean;
}

/** The patient's consents in one state. */
export function useConsents(patient: string, status: 'proposed' | 'active') {
  const fhir = useFhir();
  return useQuery({
    queryKey: ['consents', patient, status],
    queryFn: ({ signal }) => readConsents(fhir, patient, status, new Date(), signal),
  });
}

export async function readConsents(
  fhir: FhirClient,
  patient: string,
  status: string,
  now: Date,
  signal?: AbortSignal,
): Promise<Consents> {
  const found: SharingRequest[] = [];
  let next: string | undefined = `Consent?patient=${patient}&status=${status}`;
  for (let page = 0; next !== undefined && page < MOST_PAGES; page += 1) {
    const bundle: Bundle<Consent> = await fhir.get(next, signal);
    found.push(...resources(bundle).map(requestOf));
    next = bundle.link?.find((link) => link.relation === 'next')?.url;
  }
  // A consent whose time is over lets nobody read, whatever its status still says.
  const requests = found
    .filter((request) => request.until === undefined || request.until > now)
    .sort((one, other) => (other.askedAt?.getTime() ?? 0) - (one.askedAt?.getTime() ?? 0));
  return { requests, more: next !== undefined };
}

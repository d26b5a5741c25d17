import { useQuery } from '@tanstack/react-query';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Bundle, type Consent, resources } from '../fhir/types.ts';
import { requestOf, type SharingRequest } from './request.ts';

/** More than this never waits for one patient; the page says nothing of a second one. */
const MOST_PAGES = 10;

/** The patient's consents in one state, newest first. */
export function useConsents(patient: string, status: 'proposed' | 'active') {
  const fhir = useFhir();
  return useQuery({
    queryKey: ['consents', patient, status],
    queryFn: async ({ signal }) => {
      const found: SharingRequest[] = [];
      let next: string | undefined = `Consent?patient=${patient}&status=${status}`;
      for (let page = 0; next !== undefined && page < MOST_PAGES; page += 1) {
        const bundle: Bundle<Consent> = await fhir.get(next, signal);
        found.push(...resources(bundle).map(requestOf));
        next = bundle.link?.find((link) => link.relation === 'next')?.url;
      }
      return found.sort((one, other) => (other.askedAt?.getTime() ?? 0) - (one.askedAt?.getTime() ?? 0));
    },
  });
}

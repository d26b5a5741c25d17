import { useQuery } from '@tanstack/react-query';
import { useFhir } from '../fhir/Fhir.tsx';
import { useSession } from '../session/Session.tsx';
import { standingOf } from './profile.ts';

/** The person's own first page, made when it is not there. */
export function useStanding(patient: string) {
  const fhir = useFhir();
  const { person } = useSession();
  return useQuery({
    queryKey: ['profile', patient],
    queryFn: ({ signal }) =>
      standingOf(fhir, patient, { name: person?.name ?? '', email: person?.email }, signal),
    retry: false,
  });
}

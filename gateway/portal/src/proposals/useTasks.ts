import { useQuery } from '@tanstack/react-query';
import { type Emergency, emergencyOf } from '../emergency/emergency.ts';
import type { FhirClient } from '../fhir/client.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Bundle, resources, type Task } from '../fhir/types.ts';
import { type Proposal, proposalOf } from './changes.ts';

const SYSTEM = 'https://consentry.org/fhir/CodeSystem/task';
const MOST = 50;

export interface Waiting {
  proposals: Proposal[];
  emergencies: Emergency[];
}

/** What waits for the patient beside requests: proposed changes and emergencies to look at. */
export function useTasks(patient: string) {
  const fhir = useFhir();
  return useQuery({
    queryKey: ['tasks', patient],
    queryFn: ({ signal }) => waitingTasks(fhir, patient, signal),
  });
}

export async function waitingTasks(
  fhir: FhirClient,
  patient: string,
  signal?: AbortSignal,
): Promise<Waiting> {
  const codes = ['propose-update', 'break-glass-review'].map((code) => `${SYSTEM}|${code}`).join(',');
  const bundle = await fhir.get<Bundle<Task>>(
    `Task?patient=${patient}&status=requested&code=${encodeURIComponent(codes)}&_count=${MOST}`,
    signal,
  );
  const of = (code: string) =>
    resources(bundle).filter((task) =>
      task.code?.coding?.some((one) => one.system === SYSTEM && one.code === code),
    );
  return {
    proposals: of('propose-update').map(proposalOf),
    // What she has said already no longer waits for her.
    emergencies: of('break-glass-review')
      .map(emergencyOf)
      .filter((one) => one.said === ''),
  };
}

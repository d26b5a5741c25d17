import { plainText } from '../consent/plainText.ts';
import type { FhirClient } from '../fhir/client.ts';
import { named, type Parameters, parameters, type Task } from '../fhir/types.ts';

/** Reads, or changes and reads, whether emergencies open the record. */
export async function emergencyAllowed(
  fhir: FhirClient,
  patient: string,
  allowed?: boolean,
): Promise<boolean> {
  const answer = await fhir.post<Parameters>(
    `${patient}/$break-glass`,
    parameters(...(allowed === undefined ? [] : [{ name: 'allowed', valueBoolean: allowed }])),
  );
  return named(answer, 'allowed')?.valueString !== 'false';
}

/** An access in an emergency that waits for somebody's word. */
export interface Emergency {
  id: string;
  practitioner: string;
  organization: string;
  reason: string;
  when?: Date;
  /** The approval that stands for it, while it may still be open. */
  consent?: string;
  /** What the patient said already. */
  said: string;
}

const LONGEST = 1_000;

export function emergencyOf(task: Task): Emergency {
  const said = task.output?.find((one) => one.type?.text === 'patient')?.valueString;
  return {
    id: task.id ?? '',
    practitioner: task.requester?.reference ?? '',
    organization: task.owner?.reference ?? '',
    reason: plainText(task.reasonCode?.text, LONGEST),
    when: task.authoredOn ? new Date(task.authoredOn) : undefined,
    consent: task.focus?.reference?.replace(/^Consent\//, ''),
    said: plainText(said, LONGEST),
  };
}

export type Finding = 'justified' | 'not-justified';

export function review(fhir: FhirClient, id: string, finding: Finding, note: string): Promise<unknown> {
  return fhir.post(
    `Task/${id}/$review`,
    parameters(
      { name: 'finding', valueCode: finding },
      ...(note.trim() ? [{ name: 'note', valueString: note.trim() }] : []),
    ),
  );
}

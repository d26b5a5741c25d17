import { personName } from '../consent/evaluation.ts';
import { plainText } from '../consent/plainText.ts';
import { type FhirClient, Refused } from '../fhir/client.ts';
import {
  allNamed,
  type Bundle,
  named,
  type Parameters,
  parameters,
  type RelatedPerson,
  resources,
  type Task,
} from '../fhir/types.ts';

/** Somebody who stands in the record as close to the patient, and what the patient lets them do. */
export interface Person {
  id: string;
  name: string;
  relationship: string;
  acting?: Acting;
}

export interface Acting {
  suspended: boolean;
  /** Only while the patient gives no sign of life. */
  onSilence: boolean;
  until?: Date;
}

const MOST = 50;

export async function readPeople(fhir: FhirClient, patient: string, signal?: AbortSignal): Promise<Person[]> {
  const [bundle, answer] = await Promise.all([
    fhir.get<Bundle<RelatedPerson>>(`RelatedPerson?patient=${patient}&_count=${MOST}`, signal),
    fhir.post<Parameters>(`${patient}/$proxy`, parameters()),
  ]);
  const acting = actingOf(answer);
  return resources(bundle)
    .filter((person) => person.active !== false || acting.has(person.id))
    .map((person) => ({
      id: person.id,
      name: plainText(personName(person.name?.[0]), 80),
      relationship: plainText(relationshipOf(person), 80),
      acting: acting.get(person.id),
    }));
}

function relationshipOf(person: RelatedPerson): string {
  const concept = person.relationship?.[0];
  return concept?.text ?? concept?.coding?.[0]?.display ?? '';
}

function actingOf(answer: Parameters): Map<string, Acting> {
  return new Map(
    allNamed(answer, 'proxy').map((proxy) => {
      const until = named(proxy, 'until')?.valueInstant;
      return [
        (named(proxy, 'relatedPerson')?.valueReference?.reference ?? '').replace('RelatedPerson/', ''),
        {
          suspended: named(proxy, 'suspended')?.valueBoolean ?? false,
          onSilence: named(proxy, 'onSilence')?.valueBoolean ?? false,
          until: until ? new Date(until) : undefined,
        },
      ];
    }),
  );
}

/** Lets somebody act, or changes how: everything is said again, because what is not said is not kept. */
export function allow(fhir: FhirClient, patient: string, person: string, acting: Acting): Promise<unknown> {
  return fhir.post(
    `${patient}/$proxy`,
    parameters(
      { name: 'relatedPerson', valueString: person },
      { name: 'suspended', valueBoolean: acting.suspended },
      { name: 'onSilence', valueBoolean: acting.onSilence },
      ...(acting.until ? [{ name: 'until', valueInstant: acting.until.toISOString() }] : []),
    ),
  );
}

export function end(fhir: FhirClient, patient: string, person: string): Promise<unknown> {
  return fhir.post(
    `${patient}/$proxy`,
    parameters({ name: 'relatedPerson', valueString: person }, { name: 'remove', valueBoolean: true }),
  );
}

/** What the patient chose for the case that nothing is heard of her any more. */
export interface SignOfLife {
  days: number;
  lapse: boolean;
  due: Date;
}

export async function readSign(fhir: FhirClient, patient: string): Promise<SignOfLife | null> {
  try {
    const task = await fhir.get<Task>(`Task/sign-of-life-${patient.replace('Patient/', '')}`);
    const input = (name: string) => task.input?.find((one) => one.type?.text === name);
    const due = task.restriction?.period?.end;
    return task.status === 'requested' && due
      ? {
          days: input('days')?.valueInteger ?? 0,
          lapse: input('lapse')?.valueBoolean ?? false,
          due: new Date(due),
        }
      : null;
  } catch (refusal) {
    if (refusal instanceof Refused && refusal.status === 404) {
      return null;
    }
    throw refusal;
  }
}

/** A sign of life; with a choice, what it is a sign for. No days forget it. */
export function touch(
  fhir: FhirClient,
  patient: string,
  choice?: { days: number; lapse: boolean },
): Promise<unknown> {
  return fhir.post(
    `${patient}/$touch`,
    parameters(
      ...(choice
        ? [
            { name: 'days', valueString: String(choice.days) },
            { name: 'lapse', valueBoolean: choice.lapse },
          ]
        : []),
    ),
  );
}

import type { FhirClient } from '../fhir/client.ts';
import { Refused } from '../fhir/client.ts';
import { type Bundle, type Patient, resources, type Task } from '../fhir/types.ts';

/** What the form asks for. */
export interface Profile {
  given: string;
  family: string;
  birthDate: string;
  gender: string;
  phone: string;
  email: string;
  line: string;
  city: string;
  country: string;
}

export interface Standing {
  patient: Patient;
  /** Whether the gateway still waits for something. */
  open: boolean;
}

/** Reads one's own record's first page, and makes it at the first sign-in. */
export async function standingOf(
  fhir: FhirClient,
  reference: string,
  known: { name: string; email?: string },
  signal?: AbortSignal,
): Promise<Standing> {
  const patient = await own(fhir, reference, known, signal);
  const tasks: Bundle<Task> = await fhir.get(`Task?patient=${reference}&status=requested`, signal);
  const open = resources(tasks).some((task) =>
    task.code?.coding?.some((coding) => coding.code === 'complete-profile'),
  );
  return { patient, open };
}

async function own(
  fhir: FhirClient,
  reference: string,
  known: { name: string; email?: string },
  signal?: AbortSignal,
): Promise<Patient> {
  try {
    return await fhir.get<Patient>(reference, signal);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) {
      throw error;
    }
    return fhir.post<Patient>('Patient', {
      resourceType: 'Patient',
      name: [{ text: known.name || known.email || '' }],
      telecom: known.email ? [{ system: 'email', value: known.email }] : undefined,
    });
  }
}

/** What the form shows at first. */
export function profileOf(patient: Patient): Profile {
  const name = patient.name?.[0];
  const words = name?.text?.trim().split(/\s+/) ?? [];
  const address = patient.address?.[0];
  return {
    given: name?.given?.join(' ') ?? words.slice(0, -1).join(' '),
    family: name?.family ?? words.at(-1) ?? '',
    birthDate: patient.birthDate ?? '',
    gender: patient.gender ?? '',
    phone: pointOf(patient, 'phone'),
    email: pointOf(patient, 'email'),
    line: address?.line?.join(', ') ?? '',
    city: address?.city ?? '',
    country: address?.country ?? '',
  };
}

function pointOf(patient: Patient, system: string): string {
  return patient.telecom?.find((point) => point.system === system)?.value ?? '';
}

/** The names of the fields that are still empty. */
export function emptyFields(profile: Profile): (keyof Profile)[] {
  return (Object.keys(profile) as (keyof Profile)[]).filter(
    (field) => field !== 'given' && profile[field].trim() === '',
  );
}

/** The record's first page with what the form says; everything else stays. */
export function patientWith(patient: Patient, profile: Profile): Patient {
  const given = profile.given.trim();
  const others =
    patient.telecom?.filter((point) => point.system !== 'phone' && point.system !== 'email') ?? [];
  return {
    ...patient,
    name: [{ family: profile.family.trim(), given: given === '' ? undefined : given.split(/\s+/) }],
    birthDate: profile.birthDate,
    gender: profile.gender,
    telecom: [
      { system: 'phone', value: profile.phone.trim() },
      { system: 'email', value: profile.email.trim() },
      ...others,
    ],
    address: [
      { line: [profile.line.trim()], city: profile.city.trim(), country: profile.country.trim() },
      ...(patient.address?.slice(1) ?? []),
    ],
  };
}

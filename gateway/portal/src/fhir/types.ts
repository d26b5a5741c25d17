/* The parts of FHIR R4 this portal reads. Everything is optional: a server may leave it out. */

export interface Coding {
  system?: string;
  code?: string;
  display?: string;
}

export interface CodeableConcept {
  coding?: Coding[];
  text?: string;
}

export interface Reference {
  reference?: string;
  display?: string;
}

export interface Period {
  start?: string;
  end?: string;
}

export interface Extension {
  url: string;
  valueString?: string;
}

export interface Patient {
  resourceType: 'Patient';
  id?: string;
  name?: { text?: string; family?: string; given?: string[] }[];
  birthDate?: string;
  gender?: string;
  telecom?: { system?: string; value?: string }[];
  address?: { line?: string[]; city?: string; country?: string }[];
}

export interface Task {
  resourceType: 'Task';
  id?: string;
  status?: string;
  code?: CodeableConcept;
  description?: string;
  authoredOn?: string;
  requester?: Reference;
  owner?: Reference;
  focus?: Reference;
  reasonCode?: CodeableConcept;
  restriction?: { period?: Period };
  contained?: Bundle<Changed>[];
  input?: { type?: CodeableConcept; valueInteger?: number; valueBoolean?: boolean }[];
  output?: { type?: CodeableConcept; valueString?: string }[];
}

/** A resource of a kind the pages do not know beforehand. */
export interface Changed {
  resourceType: string;
  id?: string;
  [element: string]: unknown;
}

export interface RelatedPerson {
  resourceType: 'RelatedPerson';
  id: string;
  active?: boolean;
  name?: { text?: string; family?: string; given?: string[] }[];
  relationship?: CodeableConcept[];
  period?: Period;
}

export interface Consent {
  resourceType: 'Consent';
  id: string;
  status: string;
  dateTime?: string;
  patient?: Reference;
  organization?: Reference[];
  extension?: Extension[];
  provision?: {
    period?: Period;
    dataPeriod?: Period;
    action?: CodeableConcept[];
    purpose?: Coding[];
    class?: Coding[];
    code?: CodeableConcept[];
    securityLabel?: Coding[];
    data?: { reference?: Reference }[];
    actor?: { role?: CodeableConcept; reference?: Reference }[];
    provision?: Exception[];
  };
}

/** A part that stays closed. */
export interface Exception {
  class?: Coding[];
  code?: CodeableConcept[];
  securityLabel?: Coding[];
  dataPeriod?: Period;
  data?: { reference?: Reference }[];
  actor?: { role?: CodeableConcept; reference?: Reference }[];
}

export interface AuditEvent {
  resourceType: 'AuditEvent';
  id: string;
  type?: Coding;
  subtype?: Coding[];
  action?: string;
  recorded?: string;
  outcome?: string;
  outcomeDesc?: string;
  purposeOfEvent?: CodeableConcept[];
  agent?: { who?: Reference; name?: string; requestor?: boolean; type?: CodeableConcept }[];
  entity?: {
    what?: Reference;
    type?: Coding;
    detail?: { type?: string; valueString?: string }[];
  }[];
}

export interface Bundle<T> {
  resourceType: 'Bundle';
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: { resource?: T; request?: { method?: string; url?: string; ifMatch?: string } }[];
}

export interface Parameter {
  name: string;
  valueString?: string;
  valueCode?: string;
  valueBoolean?: boolean;
  valueDate?: string;
  valueUrl?: string;
  valueUri?: string;
  valueDateTime?: string;
  valueInstant?: string;
  valueBase64Binary?: string;
  valueReference?: Reference;
  part?: Parameter[];
}

export interface Parameters {
  resourceType: 'Parameters';
  parameter?: Parameter[];
}

export interface OperationOutcome {
  resourceType: 'OperationOutcome';
  issue?: { severity?: string; code?: string; diagnostics?: string; details?: CodeableConcept }[];
}

export function parameters(...parameter: Parameter[]): Parameters {
  return { resourceType: 'Parameters', parameter };
}

export function named(
  from: { parameter?: Parameter[]; part?: Parameter[] },
  name: string,
): Parameter | undefined {
  return (from.parameter ?? from.part)?.find((candidate) => candidate.name === name);
}

export function allNamed(from: { parameter?: Parameter[]; part?: Parameter[] }, name: string): Parameter[] {
  return (from.parameter ?? from.part ?? []).filter((candidate) => candidate.name === name);
}

export function resources<T>(bundle: Bundle<T>): T[] {
  return (bundle.entry ?? []).flatMap((entry) => (entry.resource ? [entry.resource] : []));
}

import type { CodeableConcept, Consent, Reference } from '../fhir/types.ts';
import { plainText } from './plainText.ts';

/** A Consent as the pages need it: what is missing is missing, what is foreign is made plain. */
export interface SharingRequest {
  id: string;
  status: string;
  asker: string;
  askedAt?: Date;
  /** Codes of consent-action; reading when it names nothing. */
  actions: string[];
  /** Codes of resource types; empty means everything. */
  kinds: string[];
  purposes: { code: string; display: string }[];
  until?: Date;
  from?: Date;
  dataFrom?: Date;
  dataUntil?: Date;
  actors: string[];
  reason: string;
}

const REASON = 'https://consentry.org/fhir/StructureDefinition/request-reason';
const NAME_LENGTH = 80;
const REASON_LENGTH = 500;
const MOST_ACTORS = 20;

export function requestOf(consent: Consent): SharingRequest {
  const provision = consent.provision ?? {};
  return {
    id: consent.id,
    status: consent.status,
    asker: nameOf(consent.organization?.[0]),
    askedAt: date(consent.dateTime),
    actions: actionsOf(provision.action),
    kinds: unique((provision.class ?? []).flatMap((coding) => coding.code ?? [])),
    purposes: (provision.purpose ?? []).map((coding) => ({
      code: coding.code ?? '',
      display: plainText(coding.display ?? coding.code, NAME_LENGTH),
    })),
    from: date(provision.period?.start),
    until: date(provision.period?.end),
    dataFrom: date(provision.dataPeriod?.start),
    dataUntil: date(provision.dataPeriod?.end),
    actors: unique(
      (provision.actor ?? []).slice(0, MOST_ACTORS).map((actor) => nameOf(actor.reference)),
    ).filter((name) => name !== ''),
    reason: plainText(consent.extension?.find((one) => one.url === REASON)?.valueString, REASON_LENGTH),
  };
}

function actionsOf(actions: CodeableConcept[] | undefined): string[] {
  const codes = unique(
    (actions ?? []).flatMap((action) => (action.coding ?? []).flatMap((one) => one.code ?? [])),
  );
  return codes.length === 0 ? ['access'] : codes;
}

function nameOf(reference: Reference | undefined): string {
  return plainText(reference?.display ?? reference?.reference, NAME_LENGTH);
}

/** A day without a time means that day where the reader is, not at midnight in Greenwich. */
function date(text: string | undefined): Date | undefined {
  if (!text) {
    return undefined;
  }
  const parsed = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

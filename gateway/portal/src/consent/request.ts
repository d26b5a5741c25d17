import type { CodeableConcept, Coding, Consent, Exception, Reference } from '../fhir/types.ts';
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
  /** Narrower than whole kinds: categories and codes, one of which it must have. */
  only: string[];
  /** Codes of labels that are asked for expressly: what carries them is usually kept back. */
  labels: string[];
  /** The one whose contributions are asked for, if not everybody's. */
  source: string;
  /** Named single entries only. */
  entries: number;
  /** What stays closed. */
  except: Closed[];
}

/** One part that stays closed, in words and codes. */
export interface Closed {
  kinds: string[];
  only: string[];
  labels: string[];
  source: string;
  entries: number;
  dataFrom?: Date;
  dataUntil?: Date;
}

const TYPES = 'http://hl7.org/fhir/resource-types';
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
    ...partOf(provision),
    purposes: (provision.purpose ?? []).map((coding) => ({
      code: coding.code ?? '',
      display: plainText(coding.display ?? coding.code, NAME_LENGTH),
    })),
    from: date(provision.period?.start),
    until: date(provision.period?.end),
    actors: unique(
      (provision.actor ?? [])
        .filter((actor) => !isSource(actor))
        .slice(0, MOST_ACTORS)
        .map((actor) => nameOf(actor.reference)),
    ).filter((name) => name !== ''),
    except: (provision.provision ?? []).map(partOf),
    reason: plainText(consent.extension?.find((one) => one.url === REASON)?.valueString, REASON_LENGTH),
  };
}

function partOf(provision: Exception): Closed {
  const classes = provision.class ?? [];
  const isKind = (coding: Coding) => !coding.system || coding.system === TYPES;
  const codes = (provision.code ?? []).flatMap((concept) => concept.coding ?? []);
  return {
    kinds: unique(classes.filter(isKind).flatMap((coding) => coding.code ?? [])),
    only: unique([...classes.filter((coding) => !isKind(coding)), ...codes].map(codeName)),
    labels: unique((provision.securityLabel ?? []).flatMap((label) => label.code ?? [])),
    source: nameOf(provision.actor?.find(isSource)?.reference),
    entries: provision.data?.length ?? 0,
    dataFrom: date(provision.dataPeriod?.start),
    dataUntil: date(provision.dataPeriod?.end),
  };
}

function isSource(actor: { role?: CodeableConcept }): boolean {
  return actor.role?.coding?.some((one) => one.code === 'CST' || one.code === 'AUT') ?? false;
}

function codeName(coding: Coding): string {
  return plainText(coding.display ?? coding.code ?? coding.system, NAME_LENGTH);
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

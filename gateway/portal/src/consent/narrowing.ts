import { type Parameters, parameters } from '../fhir/types.ts';
import type { Closed, SharingRequest } from './request.ts';

/** What the patient allows of what was asked. */
export interface Narrowed {
  kinds: string[];
  /** A nearer end; none means the end that was asked for, to the second. */
  until?: Date;
  /** Only what is of this day or later, as yyyy-mm-dd. */
  from?: string;
  /** Codes of labels that stay closed. */
  withhold?: string[];
  /** Categories that stay closed, as system|code. */
  categories?: string[];
}

/** What people most often keep back, by the labels that carry it. */
export const SENSITIVE = ['R', 'HIV', 'PSY', 'SUD', 'SEX', 'ETH'];

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
/** Kinds of results that can be kept back by themselves. */
export const CATEGORIES = ['laboratory', 'vital-signs', 'imaging', 'social-history', 'survey'].map(
  (code) => `${CATEGORY}|${code}`,
);

const DAY = 86_400_000;
/** The periods the consent screen knows. */
const DAYS = [7, 30, 90, 365];

/** Shorter ends than the one asked for; the screen offers them beside "as asked". */
export function shorterPeriods(request: SharingRequest, now: Date): { days: number; until: Date }[] {
  return DAYS.map((days) => ({ days, until: new Date(now.getTime() + days * DAY) })).filter(
    ({ until }) => request.until === undefined || until < request.until,
  );
}

/** Never wider than what was asked, whatever a form holds. */
export function narrow(request: SharingRequest, choice: Narrowed): Narrowed {
  const kinds = request.kinds.filter((kind) => choice.kinds.includes(kind));
  const nearer = choice.until && (!request.until || choice.until < request.until);
  return {
    kinds,
    until: nearer ? choice.until : undefined,
    from: choice.from && choice.from > dayText(request.dataFrom) ? choice.from : undefined,
    withhold: (choice.withhold ?? []).filter((label) => !request.except.some((part) => isLabel(part, label))),
    categories: kinds.includes('Observation') ? (choice.categories ?? []) : [],
  };
}

function isLabel(part: Closed, label: string): boolean {
  return part.labels.length === 1 && part.labels[0] === label && part.kinds.length === 0;
}

/** The day of a date where the reader is; nothing for none. */
export function dayText(date: Date | undefined): string {
  return date
    ? [date.getFullYear(), date.getMonth() + 1, date.getDate()]
        .map((part) => String(part).padStart(2, '0'))
        .join('-')
    : '';
}

/** True when something would be shared: all of what was asked for, or at least one kind of it. */
export function isAnything(request: SharingRequest, choice: Narrowed): boolean {
  return request.kinds.length === 0 || narrow(request, choice).kinds.length > 0;
}

export function authorizeParameters(request: SharingRequest, choice: Narrowed): Parameters {
  const { kinds, until, from, withhold, categories } = narrow(request, choice);
  return parameters(
    ...kinds.map((kind) => ({ name: 'class', valueCode: kind })),
    ...(until ? [{ name: 'end', valueDateTime: until.toISOString() }] : []),
    ...(from ? [{ name: 'from', valueDate: from }] : []),
    ...(withhold ?? []).map((label) => ({ name: 'withhold', valueCode: label })),
    ...(categories ?? []).map((category) => ({ name: 'withholdCategory', valueString: category })),
  );
}

import { type Parameters, parameters } from '../fhir/types.ts';
import type { SharingRequest } from './request.ts';

/** What the patient allows of what was asked. */
export interface Narrowed {
  kinds: string[];
  /** A nearer end; none means the end that was asked for, to the second. */
  until?: Date;
}

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
  return { kinds, until: nearer ? choice.until : undefined };
}

/** True when something would be shared: all of what was asked for, or at least one kind of it. */
export function isAnything(request: SharingRequest, choice: Narrowed): boolean {
  return request.kinds.length === 0 || narrow(request, choice).kinds.length > 0;
}

export function authorizeParameters(request: SharingRequest, choice: Narrowed): Parameters {
  const { kinds, until } = narrow(request, choice);
  return parameters(
    ...kinds.map((kind) => ({ name: 'class', valueCode: kind })),
    ...(until ? [{ name: 'end', valueDateTime: until.toISOString() }] : []),
  );
}

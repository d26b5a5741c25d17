import type { TFunction } from 'i18next';
import { type Narrowed, narrow } from './narrowing.ts';
import { plainText } from './plainText.ts';
import type { Closed, SharingRequest } from './request.ts';

/*
 * FHIR's codes as sentences a patient would say. A code without words of its own is shown as it is:
 * an honest "Basic" is better than a guess.
 */

export function kindWord(t: TFunction, kind: string): string {
  return known(t, 'kind', kind) || plainText(kind, 40);
}

export function purposeWord(t: TFunction, purpose: { code: string; display: string }): string {
  return known(t, 'purpose', purpose.code) || t('purpose.other', { purpose: purpose.display });
}

/**
 * A code is a stranger's text: it may name a word of its own group and nothing else, not even what
 * every JavaScript object has.
 */
function known(t: TFunction, group: string, code: string): string {
  const word: unknown = /^[A-Za-z]{1,40}$/.test(code) ? t(`${group}.${code}`, { defaultValue: '' }) : '';
  return typeof word === 'string' ? word : '';
}

export function listOf(locale: string, words: string[]): string {
  return new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' }).format(words);
}

/** "read and correct": somebody who asks to change a record is never shown as only reading it. */
export function doesOf(t: TFunction, locale: string, actions: string[]): string {
  const words = actions.map((action) => known(t, 'action', action) || plainText(action, 40));
  return listOf(locale, words);
}

export function whatOf(t: TFunction, locale: string, kinds: string[]): string {
  return kinds.length === 0
    ? t('ask.everything')
    : t('ask.your', {
        kinds: listOf(
          locale,
          kinds.map((kind) => kindWord(t, kind)),
        ),
      });
}

export function whyOf(t: TFunction, locale: string, request: SharingRequest): string {
  return request.purposes.length === 0
    ? t('ask.noPurpose')
    : listOf(
        locale,
        request.purposes.map((purpose) => purposeWord(t, purpose)),
      );
}

/**
 * The last day of an access: what ends at midnight ends with the day before.
 */
export function lastDayOf(locale: string, end: Date, now: Date): string {
  return dayOf(locale, new Date(end.getTime() - 1), now);
}

/** "31 January", with the year only when it is not this one. */
export function dayOf(locale: string, date: Date, now: Date): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(date);
}

export function momentOf(locale: string, date: Date): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(date);
}

/** "St. Mary's Hospital asks to read your laboratory results, to treat you, until 31 January." */
export function askSentence(t: TFunction, locale: string, request: SharingRequest, now: Date): string {
  return sentence(t, locale, request, now, 'ask.sentence');
}

/** "St. Mary's Hospital may read …" */
export function grantSentence(t: TFunction, locale: string, request: SharingRequest, now: Date): string {
  return sentence(t, locale, request, now, 'sharing.sentence');
}

/** What approving would share now; undefined while that is exactly what was asked for. */
export function allowingSentence(
  t: TFunction,
  locale: string,
  request: SharingRequest,
  choice: Narrowed,
  now: Date,
): string | undefined {
  const { kinds, until, from, withhold = [], categories = [] } = narrow(request, choice);
  const kept = [
    ...withhold.map((label) => labelWord(t, label)),
    ...categories.map((one) => categoryWord(t, one)),
  ];
  if (kinds.length === request.kinds.length && !until && !from && kept.length === 0) {
    return undefined;
  }
  const allowed = { ...request, kinds, until: until ?? request.until };
  const day = from ? dayOf(locale, new Date(`${from}T00:00:00`), now) : undefined;
  return [
    sentence(t, locale, allowed, now, 'inbox.allowing'),
    ...(day ? [t('ask.dataFrom', { from: day })] : []),
    ...(kept.length > 0 ? [t('inbox.without', { what: listOf(locale, kept) })] : []),
  ].join(' ');
}

/** "what concerns HIV": a label in the words of the person it protects. */
export function labelWord(t: TFunction, label: string): string {
  return known(t, 'label', label) || t('label.other', { label: plainText(label, 40) });
}

export function categoryWord(t: TFunction, category: string): string {
  return (
    known(t, 'category', (category.split('|').at(-1) ?? '').replaceAll('-', '')) || plainText(category, 60)
  );
}

/** Everything that limits a request beside its kinds and its end, one sentence each. */
export function limitsOf(t: TFunction, locale: string, request: SharingRequest, now: Date): string[] {
  const { only, labels, source, entries, except } = request;
  return [
    ...(only.length > 0 ? [t('limit.only', { what: listOf(locale, only) })] : []),
    ...(entries > 0 ? [t('limit.entries', { count: entries })] : []),
    ...(source ? [t('limit.source', { source })] : []),
    ...(labels.length > 0
      ? [
          t('limit.labels', {
            what: listOf(
              locale,
              labels.map((label) => labelWord(t, label)),
            ),
          }),
        ]
      : []),
    ...except.map((part) => t('limit.except', { what: closedOf(t, locale, part, now) })),
  ];
}

function closedOf(t: TFunction, locale: string, part: Closed, now: Date): string {
  const words = [
    ...part.kinds.map((kind) => kindWord(t, kind)),
    ...part.only,
    ...part.labels.map((label) => labelWord(t, label)),
    ...(part.entries > 0 ? [t('limit.entriesShort', { count: part.entries })] : []),
    ...(part.source ? [t('limit.sourceShort', { source: part.source })] : []),
    ...(part.dataFrom ? [t('limit.since', { day: dayOf(locale, part.dataFrom, now) })] : []),
    ...(part.dataUntil ? [t('limit.upTo', { day: dayOf(locale, part.dataUntil, now) })] : []),
  ];
  return words.join(', ');
}

function sentence(t: TFunction, locale: string, request: SharingRequest, now: Date, key: string): string {
  const values = {
    who: request.asker || t('ask.somebody'),
    does: doesOf(t, locale, request.actions),
    what: whatOf(t, locale, request.kinds),
    why: whyOf(t, locale, request),
  };
  return request.until
    ? t(`${key}Until`, { ...values, until: lastDayOf(locale, request.until, now) })
    : t(`${key}Open`, values);
}

/** "results from 1 March to 31 May 2026", when the request is limited to a time. */
export function dataPeriodOf(
  t: TFunction,
  locale: string,
  request: SharingRequest,
  now: Date,
): string | undefined {
  const from = request.dataFrom && dayOf(locale, request.dataFrom, now);
  const until = request.dataUntil && dayOf(locale, request.dataUntil, now);
  if (from && until) {
    return t('ask.dataBetween', { from, until });
  }
  return from ? t('ask.dataFrom', { from }) : until && t('ask.dataUntil', { until });
}

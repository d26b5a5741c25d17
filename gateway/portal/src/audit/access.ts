import { plainText } from '../consent/plainText.ts';
import type { AuditEvent } from '../fhir/types.ts';

/** One line of the access log. */
export interface Access {
  id: string;
  when?: Date;
  who: string;
  /** Whether it was the reader of this log. */
  self: boolean;
  verb: Verb;
  refused: boolean;
  explanation: string;
  /** Codes of resource types; empty means the record as a whole. */
  kinds: string[];
  purposes: { code: string; display: string }[];
  /** Set when it is a step of an approval, and no access. */
  step?: Step;
  consentId?: string;
}

export type Step = 'ask' | 'approve' | 'refuse' | 'revoke' | 'withdraw';
export type Verb = 'read' | 'search' | 'change' | 'add' | 'remove' | 'export' | 'download' | 'use';

const STEPS: Record<string, Step> = {
  'consent-request': 'ask',
  'consent-grant': 'approve',
  'consent-refuse': 'refuse',
  'consent-revoke': 'revoke',
  'consent-withdraw': 'withdraw',
};

const BY_INTERACTION: Record<string, Verb> = {
  read: 'read',
  vread: 'read',
  history: 'read',
  'history-instance': 'read',
  'history-type': 'read',
  'history-system': 'read',
  search: 'search',
  'search-type': 'search',
  'search-system': 'search',
  everything: 'read',
  create: 'add',
  transaction: 'add',
  batch: 'add',
  update: 'change',
  patch: 'change',
  delete: 'remove',
  export: 'export',
  download: 'download',
};

const BY_ACTION: Record<string, Verb> = { C: 'add', R: 'read', U: 'change', D: 'remove' };

/** @param reader whose log it is, "Patient/…" */
export function accessOf(event: AuditEvent, reader: string): Access {
  const when = event.recorded ? new Date(event.recorded) : undefined;
  const targets = (event.entity ?? []).flatMap((entity) => entity.what?.reference ?? []).map(targetOf);
  return {
    id: event.id,
    when: when && !Number.isNaN(when.getTime()) ? when : undefined,
    who: whoOf(event),
    self: askerOf(event)?.who?.reference === reader,
    verb: verbOf(event),
    // R4: 0 is success, everything else (4, 8, 12) is a failure; a log that says nothing is not a "no".
    refused: (event.outcome ?? '0') !== '0',
    explanation: plainText(event.outcomeDesc, 200),
    kinds: kindsOf(event, targets),
    purposes: (event.purposeOfEvent ?? []).flatMap((purpose) =>
      (purpose.coding ?? []).map((coding) => ({
        code: coding.code ?? '',
        display: plainText(coding.display ?? coding.code, 80),
      })),
    ),
    step: event.subtype?.map((subtype) => lookUp(STEPS, subtype.code)).find(Boolean),
    consentId: targets.find((target) => target.type === 'Consent')?.id,
  };
}

function askerOf(event: AuditEvent) {
  return event.agent?.find((agent) => agent.requestor) ?? event.agent?.[0];
}

function whoOf(event: AuditEvent): string {
  const agents = event.agent ?? [];
  const asker = askerOf(event);
  const name = (agent = asker) => plainText(agent?.name ?? agent?.who?.display ?? agent?.who?.reference, 80);
  const house = agents.find((agent) => agent !== asker && agent.who?.reference?.startsWith('Organization/'));
  const houseName = house ? name(house) : '';
  return houseName && houseName !== name() ? `${name()} (${houseName})` : name();
}

function verbOf(event: AuditEvent): Verb {
  const interaction = event.subtype?.map((subtype) => lookUp(BY_INTERACTION, subtype.code)).find(Boolean);
  return interaction ?? lookUp(BY_ACTION, event.action) ?? 'use';
}

function lookUp<T>(table: Record<string, T>, code: string | undefined): T | undefined {
  return code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined;
}

interface Target {
  type: string;
  id?: string;
}

/** "https://…/fhir/Observation/1/_history/2" and "Observation/1" both name an Observation. */
function targetOf(reference: string): Target {
  const found = /(?:^|\/)([A-Z][A-Za-z]+)(?:\/([A-Za-z0-9\-.]{1,64}))?(?:\/_history\/[^/]*)?(?:\?.*)?$/.exec(
    reference,
  );
  return { type: found?.[1] ?? '', id: found?.[2] };
}

function kindsOf(event: AuditEvent, targets: Target[]): string[] {
  const typed = (event.entity ?? []).flatMap((entity) =>
    entity.type?.system?.endsWith('/resource-types') ? (entity.type.code ?? []) : [],
  );
  const all = [...targets.map((target) => target.type), ...typed];
  return [...new Set(all)].filter((type) => type !== '' && type !== 'Patient' && type !== 'Consent');
}

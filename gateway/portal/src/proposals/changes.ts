import { plainText } from '../consent/plainText.ts';
import type { Changed, Task } from '../fhir/types.ts';

/** One thing that would be different. */
export interface Change {
  /** The element's name in FHIR; the page has words for the usual ones. */
  element: string;
  before: string;
  after: string;
}

/** One entry of a record as somebody proposes it. */
export interface Proposed {
  kind: string;
  /** Set when it replaces what is there: which, and the version it was made for. */
  replaces?: { reference: string; version: string };
  resource: Changed;
}

export interface Proposal {
  id: string;
  asker: string;
  description: string;
  when?: Date;
  entries: Proposed[];
}

const LONGEST = 300;
/** What is the store's own, and whom it is about, which the gateway holds to the patient. */
const SILENT = new Set(['resourceType', 'id', 'meta', 'subject', 'patient', 'text']);

export function proposalOf(task: Task): Proposal {
  const entries = (task.contained ?? []).flatMap((bundle) => bundle.entry ?? []);
  return {
    id: task.id ?? '',
    asker: task.requester?.reference ?? '',
    description: plainText(task.description, LONGEST),
    when: task.authoredOn ? new Date(task.authoredOn) : undefined,
    entries: entries.flatMap(({ resource, request }) =>
      resource
        ? [
            {
              kind: resource.resourceType,
              resource,
              replaces:
                request?.method === 'PUT'
                  ? { reference: request.url ?? '', version: /\d+/.exec(request.ifMatch ?? '')?.[0] ?? '' }
                  : undefined,
            },
          ]
        : [],
    ),
  };
}

/** Every element that would be different: what has no words of its own is shown as it is, never left out. */
export function changesOf(before: Changed | undefined, after: Changed): Change[] {
  const elements = [...new Set([...Object.keys(after), ...Object.keys(before ?? {})])];
  return elements
    .filter((element) => !SILENT.has(element))
    .map((element) => ({
      element,
      before: readable(before?.[element]),
      after: readable(after[element]),
    }))
    .filter((change) => change.before !== change.after);
}

/** A value as words: its text or display before its code, all of a list, the inside of what is nested. */
export function readable(value: unknown): string {
  return plainText(words(value), LONGEST);
}

function words(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(words).filter(Boolean).join('; ');
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  const node = value as Record<string, unknown>;
  const shown = node.text ?? node.display ?? node.coding ?? node.code ?? node.reference;
  const rest = Object.entries(node).filter(
    ([key]) => !['text', 'display', 'coding', 'code', 'reference', 'system', 'id', 'time'].includes(key),
  );
  return [shown, ...rest.map(([, inner]) => inner)].map(words).filter(Boolean).join(' ');
}

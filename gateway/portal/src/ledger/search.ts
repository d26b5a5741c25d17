/** What a person looks for, and the question to the gateway that it makes. */
export interface Search {
  record: string;
  kind: string;
  /** As a date and time field gives it, without zone: the reader's own. */
  since: string;
  until: string;
  /** Size of a checkpoint: only the entries that came with it. */
  block?: number;
  limit: number;
}

export const EVERYTHING: Search = { record: '', kind: '', since: '', until: '', limit: 50 };

export function queryOf(search: Search, before: number | undefined): URLSearchParams {
  const query = new URLSearchParams({ limit: String(search.limit) });
  if (search.record.trim()) {
    query.set('subject', `Patient/${search.record.trim().replace(/^Patient\//, '')}`);
  }
  if (search.kind) {
    query.set('kind', search.kind);
  }
  if (search.since) {
    query.set('since', new Date(search.since).toISOString());
  }
  if (search.until) {
    query.set('until', endOf(search.until).toISOString());
  }
  if (search.block !== undefined) {
    query.set('block', String(search.block));
  }
  if (before !== undefined) {
    query.set('before', String(before));
  }
  return query;
}

/** A time without seconds means its whole minute. */
function endOf(local: string): Date {
  const time = new Date(local);
  return /T\d\d:\d\d$/.test(local) ? new Date(time.getTime() + 59_999) : time;
}

/** An index or a hash, as somebody typed or pasted it. */
export function placeOf(text: string): { index: number } | { digest: string } | undefined {
  const typed = text.trim().toLowerCase();
  if (/^[0-9a-f]{64}$/.test(typed)) {
    return { digest: typed };
  }
  return /^[0-9]{1,15}$/.test(typed) ? { index: Number(typed) } : undefined;
}

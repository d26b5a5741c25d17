/** What a person looks for, and the question to the gateway that it makes. */
export interface Search {
  record: string;
  kind: string;
  until: string;
  limit: number;
}

export const EVERYTHING: Search = { record: '', kind: '', until: '', limit: 50 };

export function queryOf(search: Search, before: number | undefined): URLSearchParams {
  const query = new URLSearchParams({ limit: String(search.limit) });
  if (search.record.trim()) {
    query.set('subject', `Patient/${search.record.trim().replace(/^Patient\//, '')}`);
  }
  if (search.kind) {
    query.set('kind', search.kind);
  }
  if (search.until) {
    query.set('until', new Date(search.until).toISOString());
  }
  if (before !== undefined) {
    query.set('before', String(before));
  }
  return query;
}

/** An index or a hash, as somebody typed or pasted it. */
export function placeOf(text: string): { index: number } | { digest: string } | undefined {
  const typed = text.trim().toLowerCase();
  if (/^[0-9a-f]{64}$/.test(typed)) {
    return { digest: typed };
  }
  return /^[0-9]{1,15}$/.test(typed) ? { index: Number(typed) } : undefined;
}

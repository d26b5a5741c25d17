/** Which lists an event makes stale. Kinds a page does not show make nothing stale. */
export function staleAfter(kind: string): string[][] {
  if (kind.startsWith('consent-')) {
    return [['consents'], ['access-log']];
  }
  if (kind === 'record-added' || kind.startsWith('attachment-')) {
    return [['access-log'], ['deliveries']];
  }
  if (kind === 'break-glass' || kind === 'update-proposed') {
    return [['tasks'], ['consents'], ['access-log']];
  }
  return [];
}

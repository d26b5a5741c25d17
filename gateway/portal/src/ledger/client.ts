import { Refused } from '../fhir/client.ts';
import type { Kind } from './entry.ts';

/** An entry as the gateway shows it to who is signed in. */
export interface EntryView {
  index: number;
  kind: Kind;
  time: string;
  digest: string;
  reference: string;
  who: string;
}

export interface EntryPage {
  entries: EntryView[];
  before?: number;
}

/** How the ledger and the sweep stand, as the operator is told. */
export interface Standing {
  condition: 'publishing' | 'waiting-for-witnesses' | 'refusing';
  reason: string;
  published: number;
  sweep: {
    phase: string;
    started: string;
    finished: string;
    total: number;
    checked: number;
    findings: number;
    places: string[];
  };
}

export interface LedgerClient {
  policy(signal?: AbortSignal): Promise<string>;
  checkpoints(below: number | undefined, signal?: AbortSignal): Promise<string[]>;
  entries(query: URLSearchParams, signal?: AbortSignal): Promise<EntryPage>;
  /** Hashes of the tree, by the path of c2sp.org/tlog-tiles. */
  tile(path: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** By index or by digest, as text. */
  receipt(place: { index: number } | { digest: string }, signal?: AbortSignal): Promise<string>;
  /** For the operator alone. */
  standing(signal?: AbortSignal): Promise<Standing>;
  /** Asks for a sweep of the whole store. */
  sweep(): Promise<void>;
}

export function createLedgerClient(
  base: string,
  token: () => Promise<string | undefined>,
  fetcher: typeof fetch = fetch,
): LedgerClient {
  const operator = `${base.replace(/ledger$/, '')}operator/ledger`;

  function get(path: string, signal?: AbortSignal): Promise<Response> {
    return call('GET', `${base}/${path}`, signal);
  }

  async function call(method: string, url: string, signal?: AbortSignal): Promise<Response> {
    const bearer = await token();
    const response = await fetcher(url, {
      method,
      signal,
      credentials: 'same-origin',
      headers: bearer ? { Authorization: `Bearer ${bearer}` } : {},
    });
    if (!response.ok) {
      throw new Refused(response.status);
    }
    return response;
  }

  return {
    policy: async (signal) => (await get('policy', signal)).text(),
    checkpoints: async (below, signal) => {
      const page = await (
        await get(`checkpoints?limit=20${below === undefined ? '' : `&below=${below}`}`, signal)
      ).json();
      return page.checkpoints;
    },
    entries: async (query, signal) => (await get(`entries?${query}`, signal)).json(),
    tile: async (path, signal) => new Uint8Array(await (await get(path, signal)).arrayBuffer()),
    receipt: async (place, signal) => {
      const query = 'index' in place ? `index=${place.index}` : `digest=${place.digest}`;
      return (await get(`proof?${query}`, signal)).text();
    },
    standing: async (signal) => (await call('GET', operator, signal)).json(),
    sweep: async () => {
      await call('POST', `${operator}/sweep`);
    },
  };
}

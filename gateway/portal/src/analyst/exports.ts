import { Refused } from '../fhir/client.ts';

/** One job as `GET /exports` tells of it. */
export interface Job {
  url: string;
  request: string;
  policy: string;
  /** "done", "failed", or how far it is. */
  state: string;
  expires: string;
}

export interface ExportedFile {
  type: string;
  url: string;
  count: number;
}

export interface Manifest {
  transactionTime: string;
  output: ExportedFile[];
  error: ExportedFile[];
}

export interface ExportClient {
  /** Starts an export. @returns where its state is */
  start(query: string): Promise<string>;
  jobs(signal?: AbortSignal): Promise<Job[]>;
  manifest(url: string, signal?: AbortSignal): Promise<Manifest>;
  file(url: string): Promise<Blob>;
  /** Cancels a job that is at work, deletes one that is done. */
  remove(url: string): Promise<void>;
}

export function createExportClient(
  fhir: string,
  origin: string,
  token: () => Promise<string | undefined>,
  fetcher: typeof fetch = fetch,
): ExportClient {
  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, origin);
    // What the gateway calls itself may differ from where this page came from; the token goes only there.
    const response = await fetcher(`${origin}${url.pathname}${url.search}`, {
      ...init,
      cache: 'no-store',
      credentials: 'same-origin',
      headers: { Authorization: `Bearer ${await token()}`, ...init.headers },
    });
    if (!response.ok) {
      throw new Refused(response.status, await diagnosticsOf(response));
    }
    return response;
  }

  return {
    start: async (query) => {
      const headers = { Prefer: 'respond-async', Accept: 'application/fhir+json' };
      const started = await send(`${fhir}/$export?${query}`, { headers });
      return started.headers.get('Content-Location') ?? '';
    },
    jobs: async (signal) => (await (await send('/exports', { signal })).json()).exports,
    manifest: async (url, signal) => (await send(url, { signal })).json(),
    file: async (url) => (await send(url)).blob(),
    remove: async (url) => {
      await send(url, { method: 'DELETE' });
    },
  };
}

async function diagnosticsOf(response: Response): Promise<string | undefined> {
  try {
    return (await response.json()).issue?.[0]?.diagnostics;
  } catch {
    return undefined;
  }
}

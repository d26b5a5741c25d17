import type { OperationOutcome, Parameters, Patient } from './types.ts';

/** The gateway's "no", with the sentence it gave. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly diagnostics?: string,
  ) {
    super(`the gateway answered ${status}`);
  }
}

/** Nobody is signed in any more. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

export interface FhirClient {
  /** `path` is below the FHIR base ("Consent?status=active") or a `next` link the gateway gave. */
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body: Parameters | Patient): Promise<T>;
  put<T>(path: string, body: Patient): Promise<T>;
}

export interface FhirOptions {
  base: string;
  origin: string;
  token: () => Promise<string | undefined>;
  /** Told when the gateway no longer takes the token. */
  onSignedOut?: () => void;
  fetcher?: typeof fetch;
}

export function createFhirClient(options: FhirOptions): FhirClient {
  const { base, origin, token, onSignedOut, fetcher = fetch } = options;
  const root = new URL(`${base.replace(/\/$/, '')}/`, origin);

  async function send<T>(method: string, path: string, init: RequestInit): Promise<T> {
    const bearer = await token();
    if (!bearer) {
      onSignedOut?.();
      throw new SignedOut();
    }
    const response = await fetcher(addressOf(root, path), {
      ...init,
      method,
      cache: 'no-store',
      credentials: 'same-origin',
      headers: { Accept: 'application/fhir+json', Authorization: `Bearer ${bearer}`, ...init.headers },
    });
    if (response.status === 401) {
      onSignedOut?.();
      throw new SignedOut();
    }
    if (!response.ok) {
      throw new Refused(response.status, diagnosticsOf(await bodyOf(response)));
    }
    return (await bodyOf(response)) as T;
  }

  return {
    get: (path, signal) => send('GET', path, { signal }),
    post: (path, body) => send('POST', path, content(body)),
    put: (path, body) => send('PUT', path, content(body)),
  };
}

function content(body: Parameters | Patient): RequestInit {
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/fhir+json' } };
}

/** A `next` link may name the gateway in full, but the token goes nowhere else. */
function addressOf(root: URL, path: string): string {
  const url = new URL(path, root);
  if (url.origin !== root.origin || !url.pathname.startsWith(root.pathname)) {
    throw new Refused(0, 'a link leads away from the gateway');
  }
  return url.href;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function diagnosticsOf(body: unknown): string | undefined {
  const outcome = body as OperationOutcome | undefined;
  const issue = outcome?.resourceType === 'OperationOutcome' ? outcome.issue?.[0] : undefined;
  return issue?.details?.text ?? issue?.diagnostics;
}

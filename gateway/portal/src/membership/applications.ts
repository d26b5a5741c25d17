import { Refused } from '../fhir/client.ts';

export const KINDS = ['institution', 'payer', 'researcher'] as const;

export type ApplicantKind = (typeof KINDS)[number];

/** What a person asks for: to belong to the network under this name. */
export interface Wish {
  kind: ApplicantKind;
  id: string;
  name: string;
  /** A JWK Set as it was pasted. */
  keys: string;
}

/** How an application stands. */
export interface Application {
  application: string;
  kind: ApplicantKind;
  id: string;
  name: string;
  status: 'pending' | 'approved' | 'refused';
  at: string;
}

const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const PRIVATE = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/** What is wrong with a wish: the fields that are empty or of another form. A private key never leaves the browser. */
export function wrongIn(wish: Wish): (keyof Wish)[] {
  const wrong: (keyof Wish)[] = [];
  if (!ID.test(wish.id)) {
    wrong.push('id');
  }
  if (wish.name.trim() === '') {
    wrong.push('name');
  }
  if (!publicKeys(wish.keys)) {
    wrong.push('keys');
  }
  return wrong;
}

/** The keys, or nothing when they are no JWK Set or hold a private member. */
export function publicKeys(text: string): { keys: object[] } | undefined {
  try {
    const set = JSON.parse(text) as { keys?: unknown };
    const keys = Array.isArray(set?.keys) ? (set.keys as unknown[]) : [];
    const open = keys.every(
      (key) => typeof key === 'object' && key !== null && !PRIVATE.some((name) => name in key),
    );
    return keys.length > 0 && open ? { keys: keys as object[] } : undefined;
  } catch {
    return undefined;
  }
}

/** @param send does the request with the person's token */
export async function apply(send: typeof fetch, wish: Wish): Promise<Application> {
  const answer = await send('/applications', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      kind: wish.kind,
      id: wish.id,
      name: wish.name.trim(),
      jwks: publicKeys(wish.keys),
    }),
  });
  return (await read(answer)) as Application;
}

/** The person's own applications, the last first. */
export async function own(send: typeof fetch): Promise<Application[]> {
  return (await read(await send('/applications'))) as Application[];
}

async function read(answer: Response): Promise<unknown> {
  if (!answer.ok) {
    throw new Refused(answer.status);
  }
  return answer.json();
}

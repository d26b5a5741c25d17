/** Who is signed in, as far as a page needs to know to greet them; the gateway decides by itself. */
export interface Person {
  name: string;
  email?: string;
  /** "Patient/…" or "Practitioner/…", when the identity provider knows it. */
  fhirUser?: string;
  kind: Kind;
  /** Whether a practitioner's organization is still to say that it is so. */
  applies: boolean;
}

export type Kind = 'patient' | 'practitioner' | 'analyst' | 'auditor' | 'operator' | 'nobody';

const STAFF: Kind[] = ['practitioner', 'analyst', 'auditor', 'operator'];

export function personOf(accessToken: string, profile: { name?: string; email?: string } = {}): Person {
  const claims = claimsOf(accessToken);
  const fhirUser = relativeReference(claims.fhirUser);
  const roles = (claims.realm_access as { roles?: unknown } | undefined)?.roles;
  const kind = kindOf(fhirUser, Array.isArray(roles) ? roles : []);
  const name = profile.name ?? text(claims.name) ?? text(claims.preferred_username) ?? '';
  return {
    name,
    email: profile.email ?? text(claims.email),
    fhirUser,
    kind,
    applies: kind === 'practitioner' && text(claims.organization) === undefined,
  };
}

/** A patient is somebody with a record here; every other kind is a role. */
function kindOf(fhirUser: string | undefined, roles: unknown[]): Kind {
  if (fhirUser?.startsWith('Patient/')) {
    return 'patient';
  }
  const staff = STAFF.find((role) => roles.includes(role));
  if (staff) {
    return staff;
  }
  return fhirUser?.startsWith('Practitioner/') ? 'practitioner' : 'nobody';
}

/** SMART allows an absolute URL in `fhirUser`; only its last two segments mean something here. */
function relativeReference(value: unknown): string | undefined {
  return /(?:^|\/)((?:Patient|Practitioner|RelatedPerson)\/[A-Za-z0-9\-.]{1,64})$/.exec(
    text(value) ?? '',
  )?.[1];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Reads a token's claims without checking them: for showing only. The gateway checks the token. */
function claimsOf(token: string): Record<string, unknown> {
  const payload = token.split('.')[1];
  if (!payload) {
    return {};
  }
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

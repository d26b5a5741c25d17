import { type Bytes, own, toBase64Url, utf8 } from './bytes.ts';

/** The public half of an ES256 key, and nothing else: a member more could be the private one. */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** RFC 7638, section 3: the required members in lexicographic order, hashed. */
export async function thumbprint({ crv, kty, x, y }: PublicJwk): Promise<string> {
  const canonical = JSON.stringify({ crv, kty, x, y });
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(canonical))));
}

/** RFC 7515, appendix F: a compact JWS whose payload travels separately. */
export async function signDetached(
  payload: Uint8Array,
  kid: string,
  sign: (message: Bytes) => Promise<Uint8Array>,
): Promise<string> {
  const header = toBase64Url(utf8(JSON.stringify({ alg: 'ES256', kid, typ: 'JOSE' })));
  const signature = await sign(own(utf8(`${header}.${toBase64Url(payload)}`)));
  return `${header}..${toBase64Url(signature)}`;
}

export function publicJwkOf(value: unknown): PublicJwk | undefined {
  const { kty, crv, x, y } = (value ?? {}) as Record<string, unknown>;
  return kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string'
    ? { kty, crv, x, y }
    : undefined;
}

import { describe, expect, it } from 'vitest';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { allNamed, named, type Parameters, parameters } from '../fhir/types.ts';
import { toBase64 } from '../keys/bytes.ts';
import { storedFrom } from '../keys/deviceKeys.ts';
import { newSeed, scopeKeys } from '../keys/rootSeed.ts';
import { encrypt } from '../umbral/index.ts';
import { wrapWaiting } from './wrapping.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

function gateway(answer: Parameters | Refused) {
  const posted: Record<string, Parameters> = {};
  const client = {
    get: async () => {
      if (answer instanceof Refused) {
        throw answer;
      }
      return answer;
    },
    post: async (path: string, body: Parameters) => {
      posted[path] = body;
    },
  };
  return { client: client as unknown as FhirClient, posted };
}

describe('sharing with a reader without Umbral', () => {
  it('wraps every waiting key to the reader’s own', async () => {
    const seed = newSeed();
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const sealed = encrypt(scopeKeys(seed, 'documents').delegating.publicKey, new Uint8Array(32).fill(7));
    const bytes = Uint8Array.from([...sealed.capsule.toBytes(), ...sealed.ciphertext]);
    const { client, posted } = gateway(
      parameters(
        { name: 'jwk', valueString: JSON.stringify({ kty: 'EC', crv: 'P-256', x, y }) },
        {
          name: 'content',
          part: [
            { name: 'id', valueString: 'content-1' },
            { name: 'sealedKey', valueBase64Binary: toBase64(bytes) },
          ],
        },
      ),
    );

    expect(await wrapWaiting(client, 'c1', await storedFrom(seed, 'o', NOW))).toBe(1);

    const wrapped = allNamed(posted['Consent/c1/$wrap-keys'] ?? parameters(), 'wrapped');
    const part = (name: string) => named(wrapped[0] ?? { part: [] }, name)?.valueString;
    expect(part('content')).toBe('content-1');
    expect(part('jwe')?.split('.')).toHaveLength(5);
  });

  it('does nothing where there is nobody to wrap for', async () => {
    const { client, posted } = gateway(new Refused(404, 'not there'));

    expect(await wrapWaiting(client, 'c1', await storedFrom(newSeed(), 'o', NOW))).toBe(0);
    expect(posted).toEqual({});
  });
});

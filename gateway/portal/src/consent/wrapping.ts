import { openOwnKey } from '../envelope/envelope.ts';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { allNamed, named, type Parameter, type Parameters, parameters } from '../fhir/types.ts';
import { fromBase64 } from '../keys/bytes.ts';
import { type StoredKeys, withScope } from '../keys/deviceKeys.ts';
import { wrapFor } from '../keys/jwe.ts';
import { type PublicJwk, publicJwkOf, thumbprint } from '../keys/jws.ts';
import { DOCUMENTS } from '../keys/rootSeed.ts';

/*
 * For a reader without Umbral this device opens the data key of every content that the consent
 * shows and wraps it to the reader's own key. What arrives later waits until the patient comes by.
 */

/** @returns how many contents were shared; 0 where the reader needs nothing of the kind */
export async function wrapWaiting(fhir: FhirClient, consent: string, keys: StoredKeys): Promise<number> {
  const waiting = await keysToWrap(fhir, consent);
  const reader = waiting && publicJwkOf(JSON.parse(named(waiting, 'jwk')?.valueString ?? 'null'));
  if (!waiting || !reader) {
    return 0;
  }
  const contents = allNamed(waiting, 'content');
  const wrapped = await withScope(keys, DOCUMENTS, async ({ delegating }) => {
    const all: Parameter[] = [];
    for (const content of contents) {
      const sealed = fromBase64(named(content, 'sealedKey')?.valueBase64Binary ?? '');
      all.push(await wrap(content, openOwnKey(delegating, sealed), reader));
    }
    return all;
  });
  if (wrapped.length > 0) {
    await fhir.post(`Consent/${consent}/$wrap-keys`, parameters(...wrapped));
  }
  return wrapped.length;
}

async function wrap(content: Parameter, dataKey: Uint8Array, reader: PublicJwk): Promise<Parameter> {
  try {
    return {
      name: 'wrapped',
      part: [
        { name: 'content', valueString: named(content, 'id')?.valueString ?? '' },
        { name: 'jwe', valueString: await wrapFor(reader, await thumbprint(reader), dataKey) },
      ],
    };
  } finally {
    dataKey.fill(0);
  }
}

async function keysToWrap(fhir: FhirClient, consent: string): Promise<Parameters | undefined> {
  try {
    return await fhir.get<Parameters>(`Consent/${consent}/$keys-to-wrap`);
  } catch (refusal) {
    if (refusal instanceof Refused && refusal.status === 404) {
      return undefined;
    }
    throw refusal;
  }
}

import { type FhirClient, Refused } from '../fhir/client.ts';
import { allNamed, type Consent, named, type Parameter, type Parameters, parameters } from '../fhir/types.ts';
import { fromBase64, toBase64 } from '../keys/bytes.ts';
import { type StoredKeys, sign, withScope } from '../keys/deviceKeys.ts';
import { DOCUMENTS, type ScopeKeys } from '../keys/rootSeed.ts';
import { generateKeyFragments, Malformed, PublicKey } from '../umbral/index.ts';
import { authorizeParameters, type Narrowed } from './narrowing.ts';
import type { SharingRequest } from './request.ts';

/*
 * The patient's side of a consent, after the inbox:
 *
 *   authorize   tells the gateway what is allowed of what was asked; it answers with the address of
 *               the consent screen, and the page goes there
 *   finish      after the screen: this device signs the Consent's canonical bytes and makes the key
 *               fragments for the readers, and the gateway writes the grant
 *
 * Nothing is granted before the gateway answered `$complete`. Closing the page anywhere in between
 * leaves a request that can be finished later or expires.
 */

export async function authorize(
  fhir: FhirClient,
  request: SharingRequest,
  choice: Narrowed,
): Promise<string> {
  const answer = await fhir.post<Parameters>(
    `Consent/${request.id}/$authorize`,
    authorizeParameters(request, choice),
  );
  const redirect = named(answer, 'redirect');
  const url = redirect?.valueUrl ?? redirect?.valueUri ?? '';
  if (!/^https?:\/\//.test(url)) {
    throw new Error('the gateway named no consent screen');
  }
  return url;
}

export function refuse(fhir: FhirClient, id: string): Promise<unknown> {
  return fhir.post(`Consent/${id}/$refuse`, parameters());
}

export function revoke(fhir: FhirClient, id: string): Promise<unknown> {
  return fhir.post(`Consent/${id}/$revoke`, parameters());
}

export type Step = 'asking' | 'signing' | 'delegating' | 'sending' | 'done';

/** @throws Refused when the gateway does not know the request as approved, or no longer */
export async function finish(
  fhir: FhirClient,
  id: string,
  keys: StoredKeys,
  onStep: (step: Step) => void,
): Promise<Consent> {
  onStep('asking');
  const signing = await signingOf(fhir, id);
  if ('active' in signing) {
    onStep('done');
    return signing.active;
  }
  onStep('signing');
  const payload = fromBase64(named(signing.parameters, 'payload')?.valueBase64Binary ?? '');
  if (payload.length === 0) {
    throw new Error('the gateway gave nothing to sign');
  }
  const signature = await sign(keys, payload);
  onStep('delegating');
  const readers = allNamed(signing.parameters, 'recipient');
  const kfrags = keys.signsOnly
    ? []
    : await withScope(keys, DOCUMENTS, (scope) => readers.flatMap((reader) => fragmentsFor(reader, scope)));
  onStep('sending');
  const consent = await fhir.post<Consent>(
    `Consent/${id}/$complete`,
    parameters({ name: 'signature', valueString: signature }, ...kfrags),
  );
  onStep('done');
  return consent;
}

/** A reload after the grant was written finds it written, and that is a success. */
async function signingOf(
  fhir: FhirClient,
  id: string,
): Promise<{ parameters: Parameters } | { active: Consent }> {
  try {
    return { parameters: await fhir.get<Parameters>(`Consent/${id}/$signing`) };
  } catch (refusal) {
    const status = refusal instanceof Refused ? refusal.status : 0;
    if (![404, 409, 410, 412, 422].includes(status)) {
      throw refusal;
    }
    const consent = await fhir.get<Consent>(`Consent/${id}`);
    if (consent.status !== 'active') {
      throw refusal;
    }
    return { active: consent };
  }
}

/** A reader without an Umbral key gets no fragments; it reads the record and no attachments. */
function fragmentsFor(reader: Parameter, { delegating, signer }: ScopeKeys): Parameter[] {
  const key = named(reader, 'umbralKey')?.valueString;
  const recipient = named(reader, 'organization')?.valueReference;
  if (!key || !recipient) {
    return [];
  }
  const receiving = PublicKey.fromHex(key);
  if (receiving.equals(delegating.publicKey)) {
    throw new Malformed('recipient', "the patient's own key");
  }
  return generateKeyFragments({ delegating, receiving, signer, threshold: 1, shares: 1 }).map((kfrag) => {
    kfrag.verify(signer.publicKey, delegating.publicKey, receiving);
    return {
      name: 'kfrag',
      part: [
        { name: 'recipient', valueReference: recipient },
        { name: 'scope', valueString: DOCUMENTS },
        { name: 'bytes', valueBase64Binary: toBase64(kfrag.toBytes()) },
        { name: 'verifyingKey', valueString: signer.publicKey.toHex() },
      ],
    };
  });
}

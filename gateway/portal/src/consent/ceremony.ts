import { type FhirClient, Refused } from '../fhir/client.ts';
import { allNamed, type Consent, named, type Parameter, type Parameters, parameters } from '../fhir/types.ts';
import { fromBase64, toBase64 } from '../keys/bytes.ts';
import { type StoredKeys, sign, withScope } from '../keys/deviceKeys.ts';
import { DOCUMENTS, type ScopeKeys } from '../keys/rootSeed.ts';
import { generateKeyFragments, type KeyFragment, Malformed, PublicKey } from '../umbral/index.ts';
import { authorizeParameters, type Narrowed } from './narrowing.ts';
import { type Holder, holdersOf, sealForProxy } from './proxies.ts';
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
  const plan: Plan = { consent: id, holders: holdersOf(signing.parameters), until: endOf(payload) };
  const kfrags = keys.signsOnly
    ? []
    : await withScope(keys, DOCUMENTS, (scope) =>
        readers.flatMap((reader) => fragmentsFor(reader, scope, plan)),
      );
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

/** Who besides the gateway gets a fragment of a consent, and until when they may use it. */
interface Plan {
  consent: string;
  holders: Holder[];
  until?: Date;
}

const LAST_END_OF_A_DAY = 36 * 60 * 60 * 1000;

/** When the consent that is signed ends, as it says itself; a day without an hour, where on earth it ends last. */
function endOf(payload: Uint8Array): Date | undefined {
  const consent = JSON.parse(new TextDecoder().decode(payload)) as Consent;
  const end = consent.provision?.period?.end;
  if (end === undefined) {
    return undefined;
  }
  return new Date(Date.parse(end) + (end.includes('T') ? 0 : LAST_END_OF_A_DAY));
}

/**
 * A reader without an Umbral key gets no fragments; it reads the record and no attachments. Where two members run
 * proxies there are three fragments and a reader needs two: one for the gateway, and one sealed to each proxy.
 */
function fragmentsFor(reader: Parameter, { delegating, signer }: ScopeKeys, plan: Plan): Parameter[] {
  const key = named(reader, 'umbralKey')?.valueString;
  const recipient = named(reader, 'organization')?.valueReference;
  if (!key || !recipient) {
    return [];
  }
  const receiving = PublicKey.fromHex(key);
  if (receiving.equals(delegating.publicKey)) {
    throw new Malformed('recipient', "the patient's own key");
  }
  const shares = plan.holders.length + 1;
  const made = generateKeyFragments({
    delegating,
    receiving,
    signer,
    threshold: Math.min(2, shares),
    shares,
  });
  return made.map((kfrag, index) => {
    kfrag.verify(signer.publicKey, delegating.publicKey, receiving);
    const holder = plan.holders[index - 1];
    return {
      name: 'kfrag',
      part: [
        { name: 'recipient', valueReference: recipient },
        ...(holder ? [{ name: 'holder', valueReference: { reference: holder.organization } }] : []),
        { name: 'scope', valueString: DOCUMENTS },
        { name: 'bytes', valueBase64Binary: toBase64(bytesFor(kfrag, plan, holder)) },
        { name: 'verifyingKey', valueString: signer.publicKey.toHex() },
      ],
    };
  });
}

function bytesFor(kfrag: KeyFragment, plan: Plan, holder?: Holder): Uint8Array {
  return holder ? sealForProxy(holder, plan.consent, plan.until, kfrag) : kfrag.toBytes();
}

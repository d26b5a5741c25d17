import { type FhirClient, Refused } from '../fhir/client.ts';
import { named, type Parameters, parameters } from '../fhir/types.ts';
import { type KeyDrawer, type StoredKeys, storedFrom, withScope } from './deviceKeys.ts';
import { type PublicJwk, publicJwkOf, thumbprint } from './jws.ts';
import { DOCUMENTS, newSeed } from './rootSeed.ts';

/*
 * Making this device's keys known, once.
 *
 * The keys are stored here before they are registered. A crash in between leaves keys nobody knows,
 * and the next visit registers those; the other order could register keys that exist nowhere, and
 * everything sealed to them would be lost.
 */

/** Where this device stands. */
export type Standing =
  /** The gateway knows exactly the keys this device holds. */
  | { state: 'ready'; keys: StoredKeys }
  /** The gateway knows keys, and this device holds none: another device or a wiped browser. */
  | { state: 'elsewhere' }
  /** The gateway knows other keys than the ones this device holds. */
  | { state: 'different'; keys: StoredKeys };

export interface Registered {
  publicJwk: PublicJwk;
  kid: string;
}

export async function registeredKey(fhir: FhirClient, patient: string): Promise<Registered | undefined> {
  let answer: Parameters | undefined;
  try {
    answer = await fhir.get<Parameters>(`${patient}/$keys`);
  } catch (refusal) {
    if (refusal instanceof Refused && refusal.status === 404) {
      return undefined;
    }
    throw refusal;
  }
  const jwk = answer ? named(answer, 'jwk')?.valueString : undefined;
  const publicJwk = jwk === undefined ? undefined : publicJwkOf(JSON.parse(jwk));
  return publicJwk && { publicJwk, kid: await thumbprint(publicJwk) };
}

export async function standing(
  fhir: FhirClient,
  drawer: KeyDrawer,
  patient: string,
  owner: string,
  now: () => Date = () => new Date(),
): Promise<Standing> {
  const [registered, stored] = await Promise.all([registeredKey(fhir, patient), drawer.get(owner)]);
  if (registered) {
    return compare(registered, stored);
  }
  const keys = stored ?? (await storedFrom(newSeed(), owner, now()));
  if (!stored) {
    await drawer.put(keys);
  }
  try {
    await register(fhir, patient, keys);
  } catch (refusal) {
    const winner = isConflict(refusal) ? await registeredKey(fhir, patient) : undefined;
    if (!winner) {
      throw refusal;
    }
    return settleLostRace(winner, keys, drawer, stored !== undefined);
  }
  return { state: 'ready', keys };
}

function compare(registered: Registered, stored?: StoredKeys): Standing {
  if (!stored) {
    return { state: 'elsewhere' };
  }
  return { state: registered.kid === stored.kid ? 'ready' : 'different', keys: stored };
}

/** Another tab or device registered first. Keys made a moment ago protect nothing: drop them. */
async function settleLostRace(
  winner: Registered,
  keys: StoredKeys,
  drawer: KeyDrawer,
  older: boolean,
): Promise<Standing> {
  const current = (await drawer.get(keys.owner)) ?? keys;
  if (current.kid !== winner.kid && !older) {
    await drawer.remove(keys.owner);
    return { state: 'elsewhere' };
  }
  return compare(winner, current);
}

function isConflict(refusal: unknown): boolean {
  return refusal instanceof Refused && refusal.status === 409;
}

export async function register(fhir: FhirClient, patient: string, keys: StoredKeys): Promise<void> {
  const scope = await withScope(keys, DOCUMENTS, ({ delegating, signer }) => ({
    publicKey: delegating.publicKey.toHex(),
    verifyingKey: signer.publicKey.toHex(),
  }));
  await fhir.post(
    `${patient}/$register-key`,
    parameters(
      { name: 'jwk', valueString: JSON.stringify(keys.publicJwk) },
      {
        name: 'umbral',
        part: [
          { name: 'scope', valueString: DOCUMENTS },
          { name: 'publicKey', valueString: scope.publicKey },
          { name: 'verifyingKey', valueString: scope.verifyingKey },
        ],
      },
    ),
  );
}

/** Puts restored keys on this device, if they are the ones the gateway knows. */
export async function restore(
  fhir: FhirClient,
  drawer: KeyDrawer,
  patient: string,
  owner: string,
  seed: Uint8Array,
  now: Date,
): Promise<'restored' | 'foreign'> {
  const keys = { ...(await storedFrom(seed, owner, now)), backedUpAt: now.toISOString() };
  const registered = await registeredKey(fhir, patient);
  if (registered && registered.kid !== keys.kid) {
    return 'foreign';
  }
  await drawer.put(keys);
  if (!registered) {
    await register(fhir, patient, keys);
  }
  return 'restored';
}

import type { FhirClient } from '../fhir/client.ts';
import { parameters } from '../fhir/types.ts';
import { type KeyDrawer, type StoredKeys, storedFrom } from './deviceKeys.ts';
import { newSeed } from './rootSeed.ts';

/*
 * A new signing key for somebody who lost the old one.
 *
 * The keys are stored here before the gateway hears of them, as at the first time. What documents were sealed to stays
 * as it was, and is lost with the old keys: the new ones sign approvals, and make no fragments of keys they do not hold.
 */
export async function recover(
  fhir: FhirClient,
  drawer: KeyDrawer,
  patient: string,
  owner: string,
  now: Date,
): Promise<StoredKeys> {
  const before = await drawer.get(owner);
  const keys: StoredKeys = { ...(await storedFrom(newSeed(), owner, now)), signsOnly: true };
  await drawer.put(keys);
  try {
    await fhir.post(
      `${patient}/$recover-key`,
      parameters({ name: 'jwk', valueString: JSON.stringify(keys.publicJwk) }),
    );
  } catch (refusal) {
    await (before ? drawer.put(before) : drawer.remove(owner));
    throw refusal;
  }
  return keys;
}

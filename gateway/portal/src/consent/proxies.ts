import { allNamed, named, type Parameters } from '../fhir/types.ts';
import { own, toBase64, utf8 } from '../keys/bytes.ts';
import { encrypt, type KeyFragment, PublicKey } from '../umbral/index.ts';

/*
 * Fragments for members' proxies. They travel through the gateway, which must not see them: each is
 * sealed to its proxy's key, together with the consent it belongs to and the instant at which that
 * ends, so that it cannot be put under another consent or used longer.
 */

/** A member that runs a proxy, and what its fragments are sealed to. */
export interface Holder {
  organization: string;
  key: PublicKey;
}

/** Who the network says holds fragments: nobody, or two. */
export function holdersOf(signing: Parameters): Holder[] {
  return allNamed(signing, 'holder').map((holder) => ({
    organization: named(holder, 'organization')?.valueReference?.reference ?? '',
    key: PublicKey.fromHex(named(holder, 'proxyKey')?.valueString ?? ''),
  }));
}

/** A capsule, then four lines of text sealed in it; ProxyFragment of gateway/crypto opens it. */
export function sealForProxy(
  { key }: Holder,
  consent: string,
  until: Date | undefined,
  kfrag: KeyFragment,
): Uint8Array {
  const end = until?.toISOString() ?? '-';
  const text = ['consentry-proxy-fragment-v1', consent, end, toBase64(kfrag.toBytes())].join('\n');
  const { capsule, ciphertext } = encrypt(key, utf8(text));
  return own(Uint8Array.from([...capsule.toBytes(), ...ciphertext]));
}

/*
 * Umbral proxy re-encryption, byte-compatible with umbral-pre 0.10 and 0.11.
 *
 * The patient's device seals, opens and delegates with it; secrets stay in the browser. Nothing in
 * this folder touches the network or the disk. Every refusal is a Malformed that names its rule.
 */
export { Capsule, decryptOriginal, encrypt, type Sealed } from './capsule.ts';
export { CapsuleFragment, reencrypt } from './capsuleFragment.ts';
export { type Delegation, generateKeyFragments, KeyFragment } from './keyFragment.ts';
export { KeyFactory, PublicKey, SecretKey } from './keys.ts';
export { Malformed } from './malformed.ts';
export { decryptReencrypted } from './reader.ts';

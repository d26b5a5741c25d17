package org.consentry.gateway.record;

/**
 * The author's own signature over what it handed in, checked before anything is stored. The content itself is not kept
 * twice: the digest is what the signature can be checked against later.
 *
 * @param keyId the key, as its owner registered it
 * @param element the FHIR Signature as UTF-8 JSON, as it was handed in
 * @param jws the detached JWS in it
 * @param signedSha256 SHA-256 of the JWS signing input, 32 bytes
 */
public record AuthorSignature(String keyId, byte[] element, String jws, byte[] signedSha256) {}

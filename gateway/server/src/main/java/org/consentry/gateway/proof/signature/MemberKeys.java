package org.consentry.gateway.proof.signature;

import java.util.Optional;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.identity.OrganizationId;

/** The public keys with which members sign what they hand in, by the name a signature gives: the RFC 7638 thumbprint. */
public interface MemberKeys {
    /** A key that the member signs with today. */
    Optional<PublicJwk> live(OrganizationId member, KeyId name);

    /** A key that the member has registered at any time: what was signed with it before stays signed. */
    Optional<PublicJwk> ever(OrganizationId member, KeyId name);
}

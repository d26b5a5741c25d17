package org.consentry.gateway.proof;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.MemberKeys;
import org.consentry.gateway.proof.signature.MemberSignatures;

/** Members' keys in memory. */
public final class MovableMemberKeys implements MemberKeys {
    private final Map<String, PublicJwk> keys = new HashMap<>();
    private final Set<String> retired = new HashSet<>();

    /** A check of signatures that knows no key. */
    public static MemberSignatures signaturesOfNobody() {
        GatewaySettings gateway = new GatewaySettings(URI.create("http://localhost:8080"), Path.of("secret"));
        return new MemberSignatures(new MovableMemberKeys(), Clock.systemUTC(), gateway);
    }

    public void register(OrganizationId member, PublicJwk key) {
        keys.put(name(member, key.thumbprint().asKeyId()), key);
    }

    public void retire(OrganizationId member, PublicJwk key) {
        retired.add(name(member, key.thumbprint().asKeyId()));
    }

    public void forget() {
        keys.clear();
    }

    @Override
    public Optional<PublicJwk> live(OrganizationId member, KeyId name) {
        return retired.contains(name(member, name)) ? Optional.empty() : ever(member, name);
    }

    @Override
    public Optional<PublicJwk> ever(OrganizationId member, KeyId name) {
        return Optional.ofNullable(keys.get(name(member, name)));
    }

    private static String name(OrganizationId member, KeyId name) {
        return member.value() + " " + name.value();
    }
}

package org.consentry.gateway.web.subscription;

import java.util.Map;
import org.consentry.gateway.subscription.NotificationSignature;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /.well-known/jwks.json}: the public key that notifications are signed with. */
@RestController
class KeySetController {
    private final NotificationSignature signature;

    KeySetController(NotificationSignature signature) {
        this.signature = signature;
    }

    @GetMapping("/.well-known/jwks.json")
    Map<String, Object> keys() {
        return signature.keySet();
    }
}

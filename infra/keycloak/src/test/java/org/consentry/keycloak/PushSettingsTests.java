package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushSettingsTests {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void refusesAShortKey() {
        assertThatThrownBy(() -> read(Map.of("key", Base64.getEncoder().encodeToString(new byte[31]))))
                .hasMessageContaining("at least 32 bytes");
    }

    @Test
    void refusesAnAddressThatIsNoWebAddress() {
        assertThatThrownBy(() -> read(Map.of("url", "file:///etc/passwd"))).hasMessageContaining("http://");
    }

    @Test
    void refusesAnAddressWithoutItsKey() {
        assertThatThrownBy(() -> PushSettings.read(Map.of("url", "http://gateway")::get))
                .hasMessageContaining("key and outbox must be set");
    }

    @Test
    void withoutAnAddressNothingIsPushed() {
        assertThat(PushSettings.read(name -> null)).isEmpty();
    }

    @Test
    void neverPrintsTheKey() {
        assertThat(read(Map.of()).toString()).doesNotContain(KEY).contains("http://gateway");
    }

    private static PushSettings read(Map<String, String> changed) {
        Map<String, String> options = new HashMap<>(Map.of("url", "http://gateway", "key", KEY, "outbox", "outbox"));
        options.putAll(changed);
        return PushSettings.read(options::get).orElseThrow();
    }
}

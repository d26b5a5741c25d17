package org.consentry.local.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class PartSettingsTests {

    @Test
    void refusesAPortThatDoesNotExist() {
        assertThatThrownBy(() -> new PartSettings(0, 65_536, 0, URI.create("http://localhost:8080")))
                .hasMessage("Port of object store must be 0 to 65535, not 65536");
    }

    @Test
    void refusesAGatewayAddressThatWouldDoubleASlash() {
        assertThatThrownBy(() -> PartSettings.anyPorts().withGateway(URI.create("http://localhost:8080/")))
                .hasMessageContaining("must not end in '/'");
    }

    @Test
    void servesTheUsualGatewayUnlessToldOtherwise() {
        assertThat(PartSettings.anyPorts().gateway()).isEqualTo(URI.create("http://localhost:8080"));
    }
}

package org.consentry.gateway.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.GetMapping;

class PortalPagesTests {
    private static final Pattern ROUTE = Pattern.compile("<Route path=\"/?([^*\"]+)\"");

    @Test
    void everyPlaceInThePortalCanBeOpenedByItsAddress() throws Exception {
        String app = Files.readString(
                Path.of(System.getProperty("consentry.root"), "gateway", "portal", "src", "app", "App.tsx"));
        String[] served = Arrays.stream(PortalPages.class.getDeclaredMethods())
                .map(method -> method.getAnnotation(GetMapping.class))
                .flatMap(mapping -> Arrays.stream(mapping.value()))
                .toArray(String[]::new);

        assertThat(ROUTE.matcher(app)
                        .results()
                        .map(route -> "/" + route.group(1).replace(":id", "{id}")))
                .hasSizeGreaterThan(10)
                .isSubsetOf(served);
        assertThat(served).doesNotHaveDuplicates();
    }
}

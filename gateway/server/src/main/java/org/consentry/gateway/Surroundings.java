package org.consentry.gateway;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes in from outside of the code: the clock, and the installation's secret. Tests put others in their place. */
@Configuration(proxyBeanMethods = false)
class Surroundings {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Secrets secrets(GatewaySettings settings) {
        return Secrets.load(settings.secretFile());
    }
}

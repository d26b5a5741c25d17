package org.consentry.gateway.subscription;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts that are made from settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SubscriptionSettings.class)
class SubscriptionConfiguration {
    @Bean
    Webhooks webhooks(SubscriptionSettings settings, NotificationSignature signature) {
        return new Webhooks(settings, signature);
    }
}

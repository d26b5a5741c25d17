package org.consentry.gateway.attachment;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts that are made from settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ObjectStoreSettings.class, AttachmentSettings.class, EscrowSettings.class})
class AttachmentConfiguration {
    @Bean
    MinioObjects objects(ObjectStoreSettings settings) {
        return new MinioObjects(settings);
    }

    @Bean
    EscrowKey escrowKey(EscrowSettings settings) {
        return EscrowKey.load(settings.escrowKeyFile());
    }
}

package org.consentry.gateway.consent;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** The ceremony's settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsentSettings.class)
class ConsentConfiguration {}

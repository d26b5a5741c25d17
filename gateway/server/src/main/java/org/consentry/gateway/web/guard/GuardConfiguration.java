package org.consentry.gateway.web.guard;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What stands in the container itself, around every door. */
@Configuration(proxyBeanMethods = false)
class GuardConfiguration {
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadBodies() {
        return factory -> factory.addEngineValves(new UnreadBodies());
    }
}

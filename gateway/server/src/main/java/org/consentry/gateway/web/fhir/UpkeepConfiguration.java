package org.consentry.gateway.web.fhir;

import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.record.upkeep.Upkeep;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the jobs that keep the index right their operations. */
@Configuration(proxyBeanMethods = false)
class UpkeepConfiguration {
    @Bean
    FhirOperation reindexOperation(Upkeep upkeep, GatewaySettings gateway) {
        return new UpkeepOperation(upkeep, Upkeep.Kind.REINDEX, gateway.fhir());
    }

    @Bean
    FhirOperation integrityOperation(Upkeep upkeep, GatewaySettings gateway) {
        return new UpkeepOperation(upkeep, Upkeep.Kind.INTEGRITY, gateway.fhir());
    }
}

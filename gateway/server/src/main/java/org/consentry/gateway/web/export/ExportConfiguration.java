package org.consentry.gateway.web.export;

import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.job.ClusterRuns;
import org.consentry.gateway.export.job.Exports;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The three levels of {@code $export}, each with the definition that the guide gives it, and the two of a cluster's. */
@Configuration(proxyBeanMethods = false)
class ExportConfiguration {
    @Bean
    FhirOperation systemExport(Exports exports, GatewaySettings settings) {
        return ExportOperation.ofTheSystem(exports, settings);
    }

    @Bean
    FhirOperation patientExport(Exports exports, GatewaySettings settings) {
        return ExportOperation.of("Patient", exports, settings);
    }

    @Bean
    FhirOperation groupExport(Exports exports, GatewaySettings settings) {
        return ExportOperation.of("Group", exports, settings);
    }

    @Bean
    FhirOperation clusterExport(ClusterRuns runs, GatewaySettings settings) {
        return ClusterExportOperation.ofTheSystem(runs, settings);
    }

    @Bean
    FhirOperation groupClusterExport(ClusterRuns runs, GatewaySettings settings) {
        return ClusterExportOperation.ofAGroup(runs, settings);
    }
}

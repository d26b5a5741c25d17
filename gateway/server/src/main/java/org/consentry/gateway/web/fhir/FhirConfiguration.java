package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.time.Clock;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.identity.IdentitySettings;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.web.guard.BodyGuard;
import org.consentry.gateway.web.guard.GuardSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the FHIR edge together and gives it its URLs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GuardSettings.class)
class FhirConfiguration {
    @Bean
    FhirContext fhirContext() {
        FhirContext context = FhirContext.forR4Cached();
        // What a parser does not know it would write to the log, by the name that a client gave it.
        context.setParserErrorHandler(new LenientErrorHandler(false));
        return context;
    }

    @Bean
    BodyGuard bodyGuard(GuardSettings settings) {
        return new BodyGuard(settings);
    }

    @Bean
    PageTokens pageTokens(Secrets secrets, Clock clock) {
        return new PageTokens(secrets, clock);
    }

    @Bean
    Reads reads(
            AccessGate gate,
            DisclosureLog log,
            Records records,
            Searches searches,
            PageTokens tokens,
            FhirContext context,
            GatewaySettings gateway) {
        return new Reads(gate, log, records, searches, tokens, new Subsetting(context), gateway.fhir());
    }

    @Bean
    Everything everything(
            AccessGate gate, DisclosureLog log, Searches searches, PageTokens tokens, GatewaySettings gateway) {
        return new Everything(gate, log, searches, tokens, gateway.fhir());
    }

    @Bean
    SearchPages searchPages(
            AccessGate gate,
            DisclosureLog log,
            Searches searches,
            PageTokens tokens,
            FhirContext context,
            GatewaySettings gateway) {
        return new SearchPages(gate, log, searches, tokens, new Subsetting(context), gateway.fhir());
    }

    @Bean
    Router fhirRouter(
            Reads reads,
            Everything everything,
            SearchPages pages,
            AccessGate gate,
            Submissions submissions,
            RecordSettings settings,
            ObjectProvider<WriteRoute> routes,
            ObjectProvider<FhirOperation> operations,
            ObjectProvider<AdditionalType> additional,
            Capabilities capabilities,
            GatewaySettings gateway) {
        Changes changes = new Changes(gate, submissions, routes.orderedStream().toList(), gateway.fhir());
        Batches batches = new Batches(gate, submissions, changes, settings, gateway.fhir());
        return new Router(
                reads,
                everything,
                pages,
                changes,
                batches,
                capabilities,
                operations.orderedStream().toList(),
                additional.orderedStream().toList(),
                gateway.fhir());
    }

    @Bean
    Capabilities capabilities(
            ObjectProvider<FhirOperation> operations,
            ObjectProvider<WriteRoute> routes,
            Searches searches,
            GatewaySettings gateway,
            IdentitySettings identity,
            Clock clock) {
        return new Capabilities(
                gateway.fhir(),
                identity.issuer().toString(),
                clock.instant().toString(),
                operations.orderedStream().toList(),
                routes.orderedStream().toList(),
                searches::parameters);
    }

    @Bean
    FhirEndpoint fhirEndpoint(
            Router router,
            BodyGuard guard,
            Admission admission,
            FhirContext context,
            ObjectProvider<ContentDoor> contents) {
        Optional<BinaryWrites> binaries =
                Optional.ofNullable(contents.getIfAvailable()).map(door -> new BinaryWrites(router, door, admission));
        return new FhirEndpoint(router, new Negotiation(context), guard, admission, binaries);
    }

    @Bean
    FhirUrls fhirUrls(FhirEndpoint endpoint, Capabilities capabilities, GatewaySettings gateway) {
        return new FhirUrls(
                endpoint, new OpenApi(capabilities.json(), gateway.baseUrl().toString()));
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> queryCharacters() {
        return factory -> {
            factory.addConnectorCustomizers(QueryCharacters::relax);
            factory.addContextCustomizers(OutcomeValve::join);
        };
    }
}

package org.consentry.gateway.record.store;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.access.OpenResources;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.record.journal.JournalLoop;
import org.consentry.gateway.record.row.PoolSessions;
import org.consentry.gateway.record.upkeep.Upkeep;
import org.consentry.gateway.record.upkeep.UpkeepLoop;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;

/** Puts the record store together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordSettings.class)
class RecordConfiguration {
    @Bean
    static PoolSessions poolSessions(Environment environment) {
        return new PoolSessions(environment);
    }

    @Bean
    RecordStore recordStore(
            DataSource dataSource,
            PlatformTransactionManager transactions,
            RecordSettings settings,
            GatewaySettings gateway,
            ObjectProvider<Clock> clock,
            ObjectProvider<WriteParticipant> participants,
            ObjectProvider<KnownValueSets> known) {
        return new RecordStore(
                dataSource,
                transactions,
                settings,
                gateway.fhir() + "/",
                clock.getIfAvailable(Clock::systemUTC),
                // Asked for at every write: participants use the store themselves and are made after it.
                () -> participants.orderedStream().toList(),
                canonical -> known.getIfAvailable(() -> KnownValueSets.NONE).codes(canonical));
    }

    @Bean
    Records records(RecordStore store) {
        return new RedactedRecords(store.records());
    }

    @Bean
    Submissions submissions(RecordStore store) {
        return store.submissions();
    }

    @Bean
    Searches searches(RecordStore store) {
        return new RedactedSearches(store.searches());
    }

    @Bean
    Upkeep upkeep(RecordStore store) {
        return store.upkeep();
    }

    @Bean
    UpkeepLoop upkeepLoop(Upkeep upkeep) {
        return new UpkeepLoop(upkeep);
    }

    @Bean
    JournalLoop journalLoop(RecordStore store, MeterRegistry registry) {
        return store.journalLoop(registry);
    }

    @Bean
    PatientSources patientSources(RecordStore store) {
        return store.patientSources();
    }

    @Bean
    OpenResources openResources(RecordStore store) {
        return (type, id, visibility) ->
                store.records().current(new ResourceId(type, id), visibility).isPresent();
    }
}

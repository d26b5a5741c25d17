package org.consentry.gateway.proof;

import javax.sql.DataSource;
import org.consentry.gateway.NodeBell;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.proof.signature.RequiredSignatures;
import org.consentry.gateway.proof.signature.SignatureSettings;
import org.consentry.ledger.entry.PseudonymKey;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.consentry.ledger.witness.WitnessQuorum;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** The log of this installation, on the records' own database. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    LedgerSettings.class,
    ReplicaSettings.class,
    SignatureSettings.class,
    RequiredSignatures.class
})
class ProofConfiguration {
    /** Rings when this process has committed entries. */
    @Bean
    NodeBell ledgerBell() {
        return new NodeBell();
    }

    @Bean
    LedgerKeys ledgerKeys(LedgerSettings settings) {
        return LedgerKeys.load(settings);
    }

    @Bean
    @DependsOn("flywayInitializer")
    PostgresLedgerStore ledgerStore(DataSource database, LedgerSettings settings) {
        return PostgresLedgerStore.open(database, settings.origin());
    }

    @Bean
    LedgerReader ledgerReader(PostgresLedgerStore store) {
        return new LedgerReader(store);
    }

    /** Closed by the context if it is a {@link WitnessQuorum}. */
    @Bean
    Cosigners cosigners(LedgerKeys keys, LedgerSettings settings) {
        return settings.policy()
                .<Cosigners>map(file ->
                        new WitnessQuorum(keys.policy(file), settings.witnessPatience(), settings.witnessGrace()))
                .orElseGet(Cosigners::none);
    }

    @Bean
    Publisher publisher(PostgresLedgerStore store, LedgerKeys keys, Cosigners cosigners) {
        return new Publisher(store, keys.signing(), cosigners);
    }

    @Bean
    Sequencer sequencer(PostgresLedgerStore store, Publisher publisher, LedgerSettings settings) {
        return new Sequencer(store, publisher, settings.batch());
    }

    @Bean
    LedgerState ledgerState() {
        return new LedgerState();
    }

    @Bean
    PseudonymKey ledgerPseudonyms(Secrets secrets) {
        return PseudonymKey.of(secrets.derive("ledger/pseudonyms"));
    }

    @Bean
    Authority authority(SignatureSettings settings) {
        return Authority.load(settings);
    }
}

package org.consentry.gateway.proof;

import java.io.IOException;
import java.nio.file.Files;
import javax.sql.DataSource;
import org.consentry.gateway.Secrets;
import org.consentry.ledger.entry.PseudonymKey;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** The log of this installation, on the records' own database. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LedgerSettings.class, SignatureSettings.class})
class ProofConfiguration {
    @Bean
    SigningKey ledgerKey(LedgerSettings settings) throws IOException {
        return SigningKey.parse(Files.readString(settings.keyFile()).strip());
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

    @Bean
    Sequencer sequencer(PostgresLedgerStore store, SigningKey ledgerKey, LedgerSettings settings) {
        return new Sequencer(store, new Publisher(store, ledgerKey, Cosigners.none()), settings.batch());
    }

    @Bean
    PseudonymKey ledgerPseudonyms(Secrets secrets) {
        return PseudonymKey.of(secrets.derive("ledger/pseudonyms"));
    }

    @Bean
    Authority authority(SignatureSettings settings) {
        return Authority.load(settings.keyFile());
    }
}

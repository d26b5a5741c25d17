package org.consentry.gateway.record.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.journal.Journal;
import org.consentry.gateway.record.journal.JournalLoop;
import org.consentry.gateway.record.row.RowIds;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Subjects;
import org.consentry.gateway.record.search.Conditions;
import org.consentry.gateway.record.search.JdbcSearches;
import org.consentry.gateway.record.upkeep.PostedParameters;
import org.consentry.gateway.record.upkeep.Upkeep;
import org.consentry.gateway.record.upkeep.UpkeepJobs;
import org.consentry.gateway.record.write.Attempts;
import org.consentry.gateway.record.write.JdbcSubmissions;
import org.consentry.gateway.record.write.Writes;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** The parts of the store, wired. Tests of other features make one over a test database. */
public final class RecordStore {
    private final JdbcRecords records;
    private final JdbcSubmissions submissions;
    private final JdbcSearches searches;
    private final PatientSources patientSources;
    private final Upkeep upkeep;
    private final Journal journal;

    /**
     * Wires a store.
     *
     * @param ownBase the FHIR base URL with its trailing slash
     * @param participants in the order in which they join
     */
    public RecordStore(
            DataSource dataSource,
            PlatformTransactionManager transactions,
            RecordSettings settings,
            String ownBase,
            Clock clock,
            Supplier<List<WriteParticipant>> participants,
            KnownValueSets known) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        Subjects subjects = new Subjects(jdbc);
        RowReader reader = new RowReader(jdbc);
        this.patientSources = new StoredPatientSources(reader);
        UpkeepJobs jobs = new UpkeepJobs(jdbc);
        PostedParameters posted = new PostedParameters(jdbc, jobs);
        Catalog catalog = new Catalog(posted::current, posted::refresh);
        Extraction extraction = new Extraction(ownBase, catalog);
        RowIds ids = new RowIds(clock);
        Writes writes =
                new Writes(jdbc, subjects, ids, clock, extraction, ownBase, () -> with(posted, participants.get()));
        this.journal = new Journal(jdbc, transactions, ids, writes::file);
        this.searches = new JdbcSearches(reader, subjects, catalog, settings, ownBase, clock, journal, known);
        this.upkeep = new Upkeep(dataSource, transactions, jobs, subjects, extraction);
        this.records = new JdbcRecords(jdbc, transactions, reader, subjects, searches, writes, journal);
        this.submissions = new JdbcSubmissions(
                jdbc,
                new Attempts(transactions),
                reader,
                subjects,
                new Conditions(reader, searches, subjects),
                writes,
                records,
                journal,
                settings.mostEntries(),
                ownBase);
    }

    private static List<WriteParticipant> with(WriteParticipant own, List<WriteParticipant> others) {
        return Stream.concat(Stream.of(own), others.stream()).toList();
    }

    /** Jobs that keep the index right. */
    public Upkeep upkeep() {
        return upkeep;
    }

    /** Files what is kept, and tells how much there is. */
    public JournalLoop journalLoop(MeterRegistry registry) {
        Gauge.builder("consentry.journal.waiting", journal, kept -> kept.count(false))
                .description("Papers that are durable and not filed yet")
                .register(registry);
        Gauge.builder("consentry.journal.stuck", journal, kept -> kept.count(true))
                .description("Papers that the store did not take; not zero: look at them")
                .register(registry);
        return new JournalLoop(journal);
    }

    /** Reading and writing by other features. */
    public Records records() {
        return records;
    }

    /** Changes on behalf of callers. */
    public Submissions submissions() {
        return submissions;
    }

    /** Pages for the FHIR edge. */
    public Searches searches() {
        return searches;
    }

    /** Who brought which patient in. */
    public PatientSources patientSources() {
        return patientSources;
    }
}

package org.consentry.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import org.consentry.local.part.Keycloak;
import org.consentry.local.part.Leftover;
import org.consentry.local.part.ObjectStore;
import org.consentry.local.part.Parts;
import org.consentry.local.part.Postgres;
import org.consentry.local.part.PrivateFile;
import org.consentry.local.part.Secrets;
import org.consentry.local.realm.People;
import org.consentry.local.realm.Person;
import org.consentry.local.realm.RealmAdmin;
import org.jspecify.annotations.Nullable;

/**
 * Starts everything, in the order in which one part needs another, and stops it in the other order.
 *
 * <p>After a start that was cut off, by a failure or by kill -9, the same start does the rest: parts of the killed run
 * are stopped first, and every step finds what is already there.
 */
final class LocalStack implements AutoCloseable {
    private final StackSettings settings;
    private final Progress progress;
    private final StackLock lock;
    private final Bindings bindings;
    private final KeyFiles keys;
    private final Parts parts;
    private @Nullable LocalMail mail;
    private @Nullable LocalWitnesses witnesses;
    private @Nullable GatewayProcess gateway;

    private LocalStack(StackSettings settings, Progress progress, StackLock lock) {
        this.settings = settings;
        this.progress = progress;
        this.lock = lock;
        this.bindings = new Bindings(settings.data().resolve("bindings.properties"));
        this.keys = new KeyFiles(settings.data().resolve("keys"), KeyFiles.LOCAL_ORIGIN);
        this.parts = Parts.local(settings.data(), settings.parts());
    }

    /** Takes the data directory and the ports, or fails before anything is started. */
    static LocalStack claim(StackSettings settings) {
        StackLock lock = StackLock.take(settings.data());
        try {
            GatewayProcess.stopLeftover(settings.data());
            Leftover.stopParts(settings.data());
            LocalPort.requireFree(settings.ports());
            Files.deleteIfExists(settings.report());
            return new LocalStack(settings, new Progress(System.out, InstantSource.system()), lock);
        } catch (IOException e) {
            lock.close();
            throw new StackFailure("Cannot remove the report of the last run", e);
        } catch (StackFailure e) {
            lock.close();
            throw e;
        }
    }

    /** Returns when everything answers and the report is written. */
    void start() {
        progress.step("PostgreSQL and the object store");
        Postgres postgres = parts.postgres();
        ObjectStore objects = parts.objectStore();
        mail = LocalMail.start(settings);
        progress.step("Keycloak (the first start on a machine takes a minute or two)");
        Keycloak keycloak = parts.keycloak();
        Report report =
                new Report(settings, keycloak, keys, Secrets.in(settings.data().resolve("users.properties")), bindings);
        progress.step("Members, clients and people");
        RealmSetup.run(settings, keycloak, keys, report, bindings);
        progress.step("Two hospitals' witnesses of the ledger");
        witnesses = LocalWitnesses.start(settings, keys);
        progress.step("The gateway");
        gateway = GatewayProcess.start(
                settings, GatewayEnvironment.of(settings, postgres, objects, keycloak, keys), progress);
        gateway.awaitReady();
        seed(keycloak, report);
        write(report);
        progress.step("Ready");
        progress.show(Welcome.text(settings, keycloak, report));
    }

    private void seed(Keycloak keycloak, Report report) {
        Path done = settings.data().resolve("seeded");
        if (Files.exists(done)) {
            return;
        }
        try {
            for (Seed seed : ServiceLoader.load(Seed.class)) {
                progress.step("Filling the network");
                seed.sow(new OpenGround(keycloak, report), progress);
            }
            PrivateFile.write(done, "The network has been filled.\n");
        } catch (Exception e) {
            // Whoever starts the stack for the first time should see it run and read what went wrong.
            progress.step("The network could not be filled: " + e);
        }
    }

    private void write(Report report) {
        try {
            PrivateFile.write(settings.report(), report.json());
        } catch (IOException e) {
            throw new StackFailure("Cannot write " + settings.report(), e);
        }
    }

    private final class OpenGround implements Seed.Ground {
        private final Keycloak keycloak;
        private final Report report;

        OpenGround(Keycloak keycloak, Report report) {
            this.keycloak = keycloak;
            this.report = report;
        }

        @Override
        public String report() {
            return report.json();
        }

        @Override
        public void bind(String username, String fhirUser) {
            bindings.bind(username, fhirUser);
            try (RealmAdmin admin = RealmAdmin.of(keycloak)) {
                for (Person person : Network.PEOPLE) {
                    if (person.username().equals(username)) {
                        new People(admin).ensure(bindings.apply(person), report.password(person));
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        if (witnesses != null) {
            witnesses.close();
        }
        parts.close();
        if (mail != null) {
            mail.close();
        }
        lock.close();
    }
}

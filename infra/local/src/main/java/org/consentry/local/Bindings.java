package org.consentry.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.consentry.local.part.PrivateFile;
import org.consentry.local.realm.Person;

/** Which resource is whose, once the seed has learned it from the gateway. Kept between starts. */
final class Bindings {
    private final Path file;
    private final Properties known = new Properties();

    Bindings(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                known.load(new StringReader(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new StackFailure("Cannot read " + file.getFileName(), e);
        }
    }

    /** The person with the reference that was bound, or as they are. */
    synchronized Person apply(Person person) {
        return new Person(
                person.username(),
                person.firstName(),
                person.lastName(),
                person.role(),
                known.getProperty(person.username(), person.fhirUser()),
                person.organization());
    }

    synchronized void bind(String username, String fhirUser) {
        known.setProperty(username, fhirUser);
        StringWriter text = new StringWriter();
        try {
            known.store(text, "The resource of each user of the local stack.");
            PrivateFile.write(file, text.toString());
        } catch (IOException e) {
            throw new StackFailure("Cannot write " + file.getFileName(), e);
        }
    }
}

package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.consentry.local.realm.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingsTests {
    private static final Person ALICE = new Person("alice", "Alice", "Ashford", "patient", "Patient/alice", "");

    @TempDir
    Path dir;

    @Test
    void whatWasBoundStaysBoundAfterARestart() {
        new Bindings(dir.resolve("bindings.properties")).bind("alice", "Patient/8f14e45f");

        Person after = new Bindings(dir.resolve("bindings.properties")).apply(ALICE);

        assertThat(after.fhirUser()).isEqualTo("Patient/8f14e45f");
        assertThat(after.patient()).isEqualTo("8f14e45f");
    }

    @Test
    void leavesOthersAsTheyAre() {
        Bindings bindings = new Bindings(dir.resolve("bindings.properties"));
        bindings.bind("bob", "Patient/8f14e45f");

        assertThat(bindings.apply(ALICE)).isEqualTo(ALICE);
    }
}

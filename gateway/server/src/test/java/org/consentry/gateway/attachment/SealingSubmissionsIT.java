package org.consentry.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.sharing.RememberingSubmissions;
import org.consentry.gateway.sharing.SharingStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SealingSubmissionsIT {
    private static final String DOCUMENT = """
            {"resourceType":"DocumentReference","id":"d1","subject":{"reference":"Patient/p1"},\
            "content":[{"attachment":{"data":"c2VudGluZWw="}}]}""";
    private static final Author HOSPITAL =
            new Author(new OrganizationId("hospital-a"), "ehr-hospital-a", Author.Kind.SUBMISSION);
    private static final Visibility ALL = new Visibility.Everything();
    private static SharingStack stack;

    @BeforeAll
    static void start() {
        stack = SharingStack.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static String stored(Consumer<Submissions> door) {
        door.accept(stack.bean(SealingSubmissions.class));
        return stack.bean(RememberingSubmissions.class).stored.getLast();
    }

    private static void allow(List<WriteIntent> intents) {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void letsNoContentThroughAnyDoor() {
        ResourceId id = new ResourceId("DocumentReference", "d1");
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + DOCUMENT
                + ",\"request\":{\"method\":\"PUT\",\"url\":\"DocumentReference/d1\"}}]}";
        List<Consumer<Submissions>> doors = List.of(
                door -> door.submit(bytes(bundle), HOSPITAL, ALL, SealingSubmissionsIT::allow),
                door -> door.change(
                        new Asked.Create("DocumentReference", bytes(DOCUMENT), Optional.empty()),
                        HOSPITAL,
                        ALL,
                        SealingSubmissionsIT::allow),
                door -> door.change(
                        new Asked.Update(id, bytes(DOCUMENT), OptionalLong.empty()),
                        HOSPITAL,
                        ALL,
                        SealingSubmissionsIT::allow),
                door -> door.change(
                        new Asked.ConditionalUpdate(
                                "DocumentReference", "_id=d1", bytes(DOCUMENT), OptionalLong.empty()),
                        HOSPITAL,
                        ALL,
                        SealingSubmissionsIT::allow));

        for (Consumer<Submissions> door : doors) {
            assertThat(stored(door)).doesNotContain("c2VudGluZWw=").contains("\"url\":\"Binary/");
        }
    }

    @Test
    void passesWhatHoldsNoContentAsTheSameBytes() {
        String plain = "{\"resourceType\":\"Observation\",  \"id\":\"o\"}";

        assertThat(stored(door -> door.change(
                        new Asked.Create("Observation", bytes(plain), Optional.empty()),
                        HOSPITAL,
                        ALL,
                        SealingSubmissionsIT::allow)))
                .isEqualTo(plain);
    }
}

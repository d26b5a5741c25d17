package org.consentry.gateway.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectoryNamesTests {
    private final StoreFixture store = new StoreFixture();
    private final DirectoryNames names = new DirectoryNames(store.records);

    @AfterEach
    void close() {
        store.close();
    }

    private void organization(OrganizationId by, String id, String name) {
        store.put(
                by, "Organization/" + id, "{'resourceType':'Organization','id':'%s','name':'%s'}".formatted(id, name));
    }

    @Test
    void takesNobodyElsesWordForAnOrganization() {
        organization(StoreFixture.HOSPITAL_B, "hospital-a", "Ministry of Health");

        assertThat(names.of(StoreFixture.HOSPITAL_A)).isEqualTo("hospital-a");
        assertThat(names.of(Set.of("Organization/hospital-a"))).isEmpty();
    }

    @Test
    void leavesOutWhatWouldDisguiseAName() {
        organization(StoreFixture.HOSPITAL_A, "hospital-a", "St.\u202E Ann\u200B");

        assertThat(names.of(StoreFixture.HOSPITAL_A)).isEqualTo("St. Ann");
        assertThat(names.of(Set.of("Organization/hospital-a"))).containsValue("St. Ann");
    }

    @Test
    void forgetsWhatWasDeleted() {
        organization(StoreFixture.HOSPITAL_A, "hospital-a", "St. Ann");
        store.records.write(
                List.of(new Write.Delete(new ResourceId("Organization", "hospital-a"), OptionalLong.empty())),
                StoreFixture.by(StoreFixture.HOSPITAL_A));

        assertThat(names.of(StoreFixture.HOSPITAL_A)).isEqualTo("hospital-a");
        assertThat(names.of(Set.of("Organization/hospital-a"))).isEmpty();
    }

    @Test
    void namesAllThatAreAskedForTogether() {
        organization(StoreFixture.HOSPITAL_A, "hospital-a", "St. Ann");
        organization(OrganizationId.AUTHORITY, "network", "The North");
        store.put(
                "Practitioner/p",
                "{'resourceType':'Practitioner','id':'p','name':[{'given':['Ada','B.'],'family':'Lovelace'}]}");
        List<String> unknown =
                IntStream.range(0, 2_500).mapToObj(i -> "Organization/o" + i).toList();
        List<String> known =
                List.of("Organization/hospital-a", "Organization/network", "Practitioner/p", "Group/g", "Patient/x");

        assertThat(names.of(
                        Stream.of(unknown, known, known).flatMap(List::stream).toList()))
                .isEqualTo(Map.of(
                        "Organization/hospital-a", "St. Ann",
                        "Organization/network", "The North",
                        "Practitioner/p", "Ada B. Lovelace"));
    }
}

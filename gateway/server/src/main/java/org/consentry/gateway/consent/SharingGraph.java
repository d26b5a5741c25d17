package org.consentry.gateway.consent;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.display.DirectoryNames;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who provides to, reads and acts for a record, and who belongs to what: points and lines that can be drawn. Names come
 * from the directory, which is open to whoever may ask here.
 */
@Component
public class SharingGraph {
    private static final int MOST = 1_000;

    private final Evaluation evaluation;
    private final Grants grants;
    private final ConsentRecords consents;
    private final DirectoryNames names;
    private final JdbcClient jdbc;

    SharingGraph(Evaluation evaluation, Grants grants, ConsentRecords consents, DirectoryNames names, JdbcClient jdbc) {
        this.evaluation = evaluation;
        this.grants = grants;
        this.consents = consents;
        this.names = names;
        this.jdbc = jdbc;
    }

    /** What a line means. */
    public enum Kind {
        /** Brought the patient in. */
        CONTRIBUTES,
        /** May read, by a consent in force. */
        READS,
        /** Acts for the patient. */
        ACTS_FOR,
        /** Belongs to a group, care team or network. */
        MEMBER_OF
    }

    /**
     * A line between two references.
     *
     * @param consent id of the Consent that it stands on
     * @param until when it ends by itself
     */
    public record Edge(String from, String to, Kind kind, Optional<String> consent, Optional<Instant> until) {
        Edge(String from, String to, Kind kind) {
            this(from, to, kind, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Points and lines.
     *
     * @param nodes references with their names from the directory, empty where it has none
     */
    public record Graph(Map<String, String> nodes, List<Edge> edges) {}

    /** A patient's record as it is shared at this moment. */
    public Graph ofPatient(String patientId) {
        String patient = "Patient/" + patientId;
        List<Edge> edges = new ArrayList<>();
        evaluation
                .contributor(patientId, Optional.empty())
                .ifPresent(source -> edges.add(new Edge(source.reference(), patient, Kind.CONTRIBUTES)));
        evaluation.proxies(patientId).forEach(person -> edges.add(new Edge(person, patient, Kind.ACTS_FOR)));
        Set<String> groups = new TreeSet<>();
        for (Grant grant : grants.ofPatient(patientId, consents.now())) {
            Set<String> readers =
                    grant.actors().isEmpty() ? Set.of(grant.reader().reference()) : grant.actors();
            readers.forEach(reader -> edges.add(
                    new Edge(reader, patient, Kind.READS, Optional.of(grant.consentId()), Optional.of(grant.ends()))));
            groups.addAll(grant.actors());
        }
        edges.addAll(members(groups));
        return graph(patient, edges);
    }

    /** An organization with the networks it belongs to, or a network with its members. */
    public Graph ofOrganization(String id) {
        String organization = "Organization/" + id;
        List<Edge> edges = members(Set.of(organization));
        jdbc.sql(
                        "SELECT DISTINCT group_key FROM membership WHERE member = :member AND group_key LIKE 'Organization/%' AND "
                                + "active AND (starts IS NULL OR starts <= :at) AND (ends IS NULL OR ends > :at) "
                                + "ORDER BY group_key LIMIT " + MOST)
                .param("member", organization)
                .param("at", Timestamp.from(consents.now()))
                .query(String.class)
                .list()
                .forEach(network -> edges.add(new Edge(organization, network, Kind.MEMBER_OF)));
        return graph(organization, edges);
    }

    private List<Edge> members(Set<String> groups) {
        return groups.isEmpty()
                ? new ArrayList<>()
                : new ArrayList<>(jdbc.sql("SELECT DISTINCT member, group_key FROM membership "
                                + "WHERE group_key = ANY(:groups) AND active AND (starts IS NULL OR starts <= :at) "
                                + "AND (ends IS NULL OR ends > :at) ORDER BY group_key, member LIMIT " + MOST)
                        .param("groups", groups.toArray(String[]::new))
                        .param("at", Timestamp.from(consents.now()))
                        .query((row, number) ->
                                new Edge(row.getString("member"), row.getString("group_key"), Kind.MEMBER_OF))
                        .list());
    }

    private Graph graph(String center, List<Edge> edges) {
        Set<String> references = new LinkedHashSet<>(List.of(center));
        edges.forEach(edge -> references.addAll(List.of(edge.from(), edge.to())));
        Map<String, String> known = names.of(references);
        Map<String, String> nodes = new LinkedHashMap<>();
        references.forEach(reference -> nodes.put(reference, known.getOrDefault(reference, "")));
        return new Graph(nodes, List.copyOf(edges));
    }
}

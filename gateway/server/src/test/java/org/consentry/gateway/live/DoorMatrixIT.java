package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The other half of the security matrix: who × which change, and who × the doors beside FHIR, tried on the running gateway
 * and written to {@code target/security-matrix-doors.md}. A cell is the class of the status: {@code yes} for a success,
 * {@code 401}, or {@code no} for 403, 404, 405 and 409, which by {@link ExistenceIT} tell a stranger nothing.
 */
class DoorMatrixIT {
    private static final Path REPORT = Path.of("target", "security-matrix-doors.md");
    private static OpenCases world;
    private static int number;

    /** Who, and what they are given to change or see; {@code y} where the door opens. */
    enum Actor {
        NOBODY("............", ".........."),
        CONTRIBUTOR("yyyyyyyyyyyy", "y.y.yy...."),
        MAY_READ("............", "y.y.yy...."),
        MAY_ADD("y.......y...", "y.y.yy...."),
        MAY_CORRECT(".y........yy", "y.y.yy...."),
        FORMER("............", "y.y.yy...."),
        ASKING("............", "y.y.yy...."),
        STRANGER("............", "y...yy...."),
        PRACTITIONER("............", "y.y......."),
        PATIENT("............", "y.yy......"),
        APP("............", ".........."),
        OTHER_PATIENT("............", "y..y......"),
        ANALYST("............", "....y....."),
        AUDITOR("............", "..yy......"),
        OPERATOR("............", "..yy....y.");

        final String changes;
        final String doors;

        Actor(String changes, String doors) {
            this.changes = changes;
            this.doors = doors;
        }
    }

    /** What is tried on the record, in the order of {@link Actor#changes}. */
    enum Change {
        CREATE,
        UPDATE,
        PATCH,
        DELETE,
        UPDATE_BY_CONDITION,
        DELETE_BY_CONDITION,
        META_ADD,
        BATCH_DELETE,
        TRANSACTION_CREATE,
        TRANSACTION_DELETE,
        TRANSACTION_UPDATE,
        BATCH_UPDATE
    }

    /**
     * Doors beside FHIR; {@code LEDGER_OF_ALL} and a member's {@code EXPORT} are all that is the caller's own, and who
     * asked sees of a record that it asked, as it would of nobody's. In the order of {@link Actor#doors}.
     */
    enum Door {
        EVENTS,
        EXPORT_OF_ANOTHER,
        LEDGER_OF_THE_RECORD,
        LEDGER_OF_ALL,
        EXPORT,
        DEAD_LETTERS,
        DELIVERY,
        OBJECT,
        OPERATOR,
        ACTUATOR
    }

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        grant(world, "hospital-add", "use");
        grant(world, "hospital-correct", "correct");
        world.gateway.ceremonies.ask("hospital-q", VICTIM, world.provision("Observation"));
    }

    static void grant(OpenCases world, String member, String action) {
        world.gateway.ceremonies.grant(
                member,
                VICTIM,
                world.provision(
                        "'class':[{'code':'Observation'}]", ",'action':[{'coding':[{'code':'" + action + "'}]}]"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    static String token(OpenCases world, Actor actor) {
        return switch (actor) {
            case NOBODY -> "";
            case CONTRIBUTOR -> world.gateway.member("hospital-a");
            case MAY_READ -> world.gateway.member("hospital-b");
            case MAY_ADD -> world.gateway.member("hospital-add");
            case MAY_CORRECT -> world.gateway.member("hospital-correct");
            case FORMER -> world.gateway.member("hospital-r");
            case ASKING -> world.gateway.member("hospital-q");
            case STRANGER -> world.stranger();
            case PRACTITIONER -> world.gateway.practitioner("doc", "hospital-b", "user/*.cruds");
            case PATIENT -> world.gateway.patient(VICTIM);
            case APP -> world.gateway.app(VICTIM, "patient/Observation.cruds");
            case OTHER_PATIENT -> world.gateway.patient(OpenCases.OTHER);
            case ANALYST -> world.gateway.service("analyst", "system/*.cruds");
            case AUDITOR -> world.gateway.service("auditor", "system/*.cruds");
            case OPERATOR -> world.gateway.service("operator", "system/*.cruds");
        };
    }

    @Test
    void opensOnlyWhatTheTableSays() throws IOException {
        StringBuilder table = new StringBuilder();
        List<String> wrong = new ArrayList<>();
        head(table, Change.values());
        for (Actor actor : Actor.values()) {
            table.append("| ").append(actor).append(" |");
            for (int i = 0; i < Change.values().length; i++) {
                Change change = Change.values()[i];
                row(
                        table,
                        wrong,
                        actor + " " + change,
                        found(change(actor, change)),
                        expected(actor, actor.changes, i));
            }
            table.append('\n');
        }
        table.append('\n');
        head(table, Door.values());
        for (Actor actor : Actor.values()) {
            table.append("| ").append(actor).append(" |");
            for (int i = 0; i < Door.values().length; i++) {
                Door door = Door.values()[i];
                row(table, wrong, actor + " " + door, found(door(actor, door)), expected(actor, actor.doors, i));
            }
            table.append('\n');
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, table);

        assertThat(wrong).isEmpty();
    }

    private static void head(StringBuilder table, Enum<?>[] columns) {
        table.append("| actor |");
        for (Enum<?> column : columns) {
            table.append(' ').append(column.name().toLowerCase(Locale.ROOT)).append(" |");
        }
        table.append("\n|").append(" --- |".repeat(columns.length + 1)).append('\n');
    }

    private static void row(StringBuilder table, List<String> wrong, String cell, String found, String expected) {
        table.append(' ').append(found).append(" |");
        if (!found.equals(expected)) {
            wrong.add(cell + ": " + found + " instead of " + expected);
        }
    }

    private static String expected(Actor actor, String row, int column) {
        return actor == Actor.NOBODY ? "401" : row.charAt(column) == 'y' ? "yes" : "no";
    }

    private static String found(HttpResponse<?> answer) {
        int status = answer.statusCode();
        return status < 300
                ? "yes"
                : status == 401
                        ? "401"
                        : List.of(403, 404, 405, 409).contains(status) ? "no" : Integer.toString(status);
    }

    private static String observation(String id, String text) {
        return OpenCases.resource(
                "Observation",
                "'id':'" + id + "','status':'final','code':{'coding':[{'code':'" + id + "'}],'text':'" + text
                        + "'},'subject':{'reference':'Patient/" + VICTIM + "'}");
    }

    /** Everybody tries on a thing of its own that hospital-a contributed. */
    private static HttpResponse<String> change(Actor actor, Change change) {
        String token = token(world, actor);
        String id = "m-" + ++number;
        String owner = world.gateway.member("hospital-a");
        boolean creates = change == Change.CREATE || change == Change.TRANSACTION_CREATE;
        if (!creates) {
            LiveGateway.expect(world.gateway.put(owner, "/fhir/Observation/" + id, observation(id, "before")), 201);
        }
        String place = "/fhir/Observation/" + id;
        String after = observation(id, "after");
        return switch (change) {
            case CREATE -> world.send(token, "PUT", place, after);
            case UPDATE -> world.send(token, "PUT", place, after);
            case PATCH -> world.send(token, "PATCH", place, "[{'op':'replace','path':'/status','value':'amended'}]");
            case DELETE -> world.send(token, "DELETE", place, "");
            case UPDATE_BY_CONDITION ->
                hit(world.send(token, "PUT", "/fhir/Observation?code=" + id + "&_id=" + id, after), id);
            case DELETE_BY_CONDITION -> hit(world.send(token, "DELETE", "/fhir/Observation?_id=" + id, ""), id);
            case META_ADD ->
                world.send(
                        token,
                        "POST",
                        place + "/$meta-add",
                        "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'code':'t'}]}}]}");
            case BATCH_DELETE ->
                hit(world.send(token, "POST", "/fhir", bundle("batch", entry("DELETE", "Observation/" + id, ""))), id);
            case TRANSACTION_CREATE ->
                world.send(token, "POST", "/fhir", bundle("transaction", entry("PUT", "Observation/" + id, after)));
            case TRANSACTION_DELETE ->
                world.send(token, "POST", "/fhir", bundle("transaction", entry("DELETE", "Observation/" + id, "")));
            case TRANSACTION_UPDATE ->
                world.send(token, "POST", "/fhir", bundle("transaction", entry("PUT", "Observation/" + id, after)));
            case BATCH_UPDATE ->
                hit(world.send(token, "POST", "/fhir", bundle("batch", entry("PUT", "Observation/" + id, after))), id);
        };
    }

    /** A condition that finds nothing is a success that changed nothing: what counts is whether the thing was reached. */
    private static HttpResponse<String> hit(HttpResponse<String> answer, String id) {
        if (answer.statusCode() >= 300) {
            return answer;
        }
        HttpResponse<String> now = world.get(world.gateway.member("hospital-a"), "/fhir/Observation/" + id);
        boolean untouched = now.statusCode() == 200 && now.body().contains("\"before\"");
        return untouched ? world.get(world.stranger(), "/fhir/Observation/" + id) : answer;
    }

    private static HttpResponse<?> door(Actor actor, Door door) {
        String token = token(world, actor);
        return switch (door) {
            case EVENTS -> world.gateway.status(token, "/events");
            case EXPORT_OF_ANOTHER -> world.get(token, "/exports/00000000-0000-0000-0000-000000000000");
            case LEDGER_OF_THE_RECORD -> world.get(token, "/ledger/entries?subject=" + VICTIM);
            case LEDGER_OF_ALL -> world.get(token, "/ledger/entries");
            case EXPORT -> world.get(token, "/fhir/$export?_type=Observation", "Prefer", "respond-async");
            case DEAD_LETTERS -> world.get(token, "/intake/dead-letters");
            case DELIVERY -> world.get(token, "/deliveries/00000000-0000-0000-0000-000000000000");
            case OBJECT -> world.get(token, "/objects/consentry/x?X-Amz-Signature=" + "0".repeat(64));
            case OPERATOR -> world.get(token, "/operator/ledger");
            case ACTUATOR -> world.get(token, "/actuator/env");
        };
    }
}

package org.consentry.gateway.live;

import static org.consentry.gateway.live.OpenCases.SECRET;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.consentry.gateway.live.DoorMatrixIT.Actor;

/**
 * A part of the security matrix: a row for each thing that is tried, a column for each actor, a letter for the answer.
 *
 * <p>A cell is {@code S} when the answer shows the secret of the record, {@code y} for any other success (a list without a
 * match is one, and so is being sent on), {@code .} for 401, 403, 404, 405 and 409, {@code !} for a refusal of the content
 * (400, 422), which a caller without authority gets before anything is looked at.
 */
final class ActorTable {
    private final StringBuilder text;
    private final List<String> wrong = new ArrayList<>();

    /** @param things what the rows are */
    ActorTable(String things) {
        text = new StringBuilder("| " + things + " |");
        for (Actor actor : Actor.values()) {
            text.append(' ').append(actor.name().toLowerCase(Locale.ROOT)).append(" |");
        }
        text.append("\n|").append(" --- |".repeat(Actor.values().length + 1)).append('\n');
    }

    /** @param expected a letter for each actor */
    void row(Enum<?> thing, String expected, Function<Actor, HttpResponse<String>> tried) {
        StringBuilder row = new StringBuilder();
        text.append("| ").append(thing).append(" |");
        for (Actor actor : Actor.values()) {
            char cell = cell(tried.apply(actor));
            row.append(cell);
            text.append(' ').append(cell).append(" |");
        }
        text.append('\n');
        if (!row.toString().equals(expected)) {
            wrong.add(thing + ": " + row + " instead of " + expected);
        }
    }

    /** Writes the table down; rows that are not what was expected. */
    List<String> written(Path report) throws IOException {
        Files.createDirectories(report.getParent());
        Files.writeString(report, text);
        return wrong;
    }

    private static char cell(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (answer.body().contains(SECRET)) {
            return 'S';
        }
        if (status < 400) {
            return 'y';
        }
        return List.of(401, 403, 404, 405, 409).contains(status) ? '.' : status < 500 ? '!' : 'X';
    }
}

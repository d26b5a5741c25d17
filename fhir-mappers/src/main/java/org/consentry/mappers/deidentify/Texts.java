package org.consentry.mappers.deidentify;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The treatment of notes: without their text nothing of them is worth keeping. */
final class Texts {
    private Texts() {}

    static boolean annotation(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT || run.policy().text() == Policy.Text.DROPPED) {
            in.skipChildren();
            return false;
        }
        String text = null;
        String time = null;
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            in.nextToken();
            switch (field) {
                case "text" -> text = Primitives.text(in);
                case "time" -> time = Primitives.text(in);
                default -> in.skipChildren();
            }
        }
        String left = text == null ? null : run.freeText(text);
        if (left == null) {
            return false;
        }
        PartialDate date = PartialDate.parse(time);
        String when = date == null ? null : run.date(date);
        run.out.openObject(name);
        if (when != null) {
            run.out.string("time", when);
        }
        run.out.string("text", left);
        return run.out.close();
    }
}

package org.consentry.mappers.deidentify;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The treatments of Reference and Identifier: pseudonyms that still meet each other. */
final class Linked {
    private Linked() {}

    static boolean reference(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        run.out.openObject(name);
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            in.nextToken();
            switch (field) {
                case "reference" -> {
                    String reference = Primitives.text(in);
                    boolean somewhere = reference != null && !run.hindsight.pointsNowhere(reference);
                    String rewritten =
                            reference != null && somewhere ? References.rewrite(reference, run.pseudonyms) : null;
                    if (rewritten != null) {
                        run.out.string("reference", rewritten);
                    }
                }
                case "type" -> {
                    String type = Primitives.text(in);
                    if (type != null && ResourceTypes.known(type)) {
                        run.out.string("type", type);
                    }
                }
                case "identifier" -> identifier(in, "identifier", run);
                default -> in.skipChildren();
            }
        }
        return run.out.close();
    }

    static boolean identifier(JsonParser in, @Nullable String name, Run run) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        String system = "";
        String value = null;
        String use = null;
        for (String field = in.nextName(); field != null; field = in.nextName()) {
            in.nextToken();
            String text = Primitives.text(in);
            switch (field) {
                case "system" -> system = text == null ? "" : text;
                case "value" -> value = text;
                case "use" -> use = text;
                default -> {}
            }
        }
        if (value == null) {
            return false;
        }
        run.out.openObject(name);
        if (use != null && Forms.code(use)) {
            run.out.string("use", use);
        }
        run.out.string("system", References.SYSTEM);
        run.out.string("value", run.pseudonyms.identifier(system, value));
        return run.out.close();
    }
}

package org.consentry.mappers.view;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The least and greatest value that something of limited precision may stand for. */
final class Boundaries {
    private static final Pattern TIME = Pattern.compile("\\d{2}(:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?)?");
    private static final Pattern DATE = Pattern.compile("(\\d{4})(-\\d{2})?(-\\d{2})?");
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})T(\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?)(Z|[+-]\\d{2}:\\d{2})?");

    private Boundaries() {}

    static Path path(boolean low) {
        return (input, scope) -> {
            List<Item> found = new ArrayList<>();
            for (Item item : input) {
                JsonNode boundary = of(item, low);
                if (boundary != null) {
                    found.add(new Item(boundary, item.type()));
                }
            }
            return found;
        };
    }

    private static @Nullable JsonNode of(Item item, boolean low) {
        JsonNode node = item.node();
        if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            BigDecimal half = BigDecimal.ONE.movePointLeft(value.scale()).divide(BigDecimal.TWO);
            return JsonNodeFactory.instance.numberNode(low ? value.subtract(half) : value.add(half));
        }
        String text = node.asString("");
        boolean dateTime = item.type().equals("DateTime") || item.type().equals("Instant");
        String boundary =
                dateTime ? dateTime(text, low) : DATE.matcher(text).matches() ? date(text, low) : time(text, low);
        return boundary == null ? null : JsonNodeFactory.instance.stringNode(boundary);
    }

    private static @Nullable String dateTime(String text, boolean low) {
        if (DATE.matcher(text).matches()) {
            return date(text, low) + (low ? "T00:00:00.000+14:00" : "T23:59:59.999-12:00");
        }
        var matcher = DATE_TIME.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String zone = matcher.group(5) == null ? (low ? "+14:00" : "-12:00") : matcher.group(5);
        return matcher.group(1) + "T" + time(matcher.group(2), low) + zone;
    }

    private static String date(String text, boolean low) {
        String month = text.length() > 4 ? text : text + (low ? "-01" : "-12");
        if (month.length() > 7) {
            return month;
        }
        return low ? month + "-01" : YearMonth.parse(month).atEndOfMonth().toString();
    }

    private static @Nullable String time(String text, boolean low) {
        if (!TIME.matcher(text).matches()) {
            return null;
        }
        String full = low ? "00:00:00.000" : "23:59:59.999";
        return text + (text.length() == 8 ? "." + full.substring(9) : full.substring(Math.min(text.length(), 12)));
    }
}

package org.consentry.gateway.consent;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.identity.Coded;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a part of a record into a provision, in the form and order that {@link ProvisionReader} reads. */
final class SliceForm {
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String SENSITIVITY = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final Set<String> CONFIDENTIALITIES = Set.of("U", "L", "M", "N", "R", "V");

    private SliceForm() {}

    static void exception(ObjectNode provision, Slice slice) {
        provision.put("type", "deny");
        fill(provision, slice);
        slice.source().ifPresent(source -> {
            ObjectNode actor = provision.putArray("actor").addObject();
            ConsentJson.coding(actor.putObject("role").putArray("coding"), ConsentJson.ROLES, "CST");
            actor.putObject("reference").put("reference", source.reference());
        });
    }

    /** Everything but the source, which stands among the actors. */
    static void fill(ObjectNode provision, Slice slice) {
        if (!slice.labels().isEmpty()) {
            ArrayNode labels = provision.putArray("securityLabel");
            new TreeSet<>(slice.labels())
                    .forEach(label -> ConsentJson.coding(
                            labels, CONFIDENTIALITIES.contains(label) ? CONFIDENTIALITY : SENSITIVITY, label));
        }
        if (!slice.types().isEmpty() || !slice.categories().isEmpty()) {
            ArrayNode classes = provision.putArray("class");
            ConsentJson.codings(classes, ConsentJson.TYPES, new TreeSet<>(slice.types()));
            sorted(slice.categories()).forEach(category -> coding(classes, category));
        }
        if (!slice.codes().isEmpty()) {
            ArrayNode codes = provision.putArray("code").addObject().putArray("coding");
            sorted(slice.codes()).forEach(code -> coding(codes, code));
        }
        if (!slice.instances().isEmpty()) {
            ArrayNode items = provision.putArray("data");
            new TreeSet<>(slice.instances()).forEach(reference -> items.addObject()
                    .put("meaning", "instance")
                    .putObject("reference")
                    .put("reference", reference));
        }
        if (slice.from().isPresent() || slice.to().isPresent()) {
            ObjectNode period = provision.putObject("dataPeriod");
            slice.from().ifPresent(day -> period.put("start", day.toString()));
            slice.to().ifPresent(day -> period.put("end", day.toString()));
        }
    }

    private static Stream<Coded> sorted(Set<Coded> codes) {
        return codes.stream().sorted(Comparator.comparing(Coded::text));
    }

    private static void coding(ArrayNode array, Coded coded) {
        ObjectNode node = array.addObject();
        coded.system().ifPresent(system -> node.put("system", system));
        coded.code().ifPresent(code -> node.put("code", code));
    }
}

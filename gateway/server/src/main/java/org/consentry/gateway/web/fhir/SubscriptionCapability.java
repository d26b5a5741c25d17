package org.consentry.gateway.web.fhir;

import org.consentry.gateway.subscription.Topic;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How R4 says that subscriptions are topic-based, and which topics there are: the backport's profile and extension. */
final class SubscriptionCapability {
    private static final String BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    private SubscriptionCapability() {}

    static void describe(ObjectNode resource) {
        resource.putArray("supportedProfile").add(BACKPORT + "backport-subscription");
        ArrayNode interactions = resource.withArray("interaction");
        interactions.addObject().put("code", "update");
        interactions.addObject().put("code", "delete");
        ArrayNode extensions = resource.putArray("extension");
        Topic.all().forEach(topic -> extensions
                .addObject()
                .put("url", BACKPORT + "capabilitystatement-subscriptiontopic-canonical")
                .put("valueCanonical", topic.canonical()));
    }
}

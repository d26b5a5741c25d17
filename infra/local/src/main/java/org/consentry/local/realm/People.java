package org.consentry.local.realm;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The people of the network. */
public final class People {
    private final RealmAdmin admin;

    public People(RealmAdmin admin) {
        this.admin = admin;
    }

    /**
     * Creates the person with this password, or brings name, attributes and role up to date and leaves the password
     * alone.
     *
     * @return their {@code sub}
     */
    public String ensure(Person person, String password) {
        JsonNode found = find(person.username());
        if (found.isEmpty()) {
            ObjectNode created = representation(person);
            created.putArray("credentials")
                    .addObject()
                    .put("type", "password")
                    .put("value", password)
                    .put("temporary", false);
            admin.post("/users", created);
        } else {
            admin.put("/users/" + found.get(0).path("id").asString(), representation(person));
        }
        String id = find(person.username()).get(0).path("id").asString();
        admin.post(
                "/users/" + id + "/role-mappings/realm",
                admin.json().createArrayNode().add(admin.get("/roles/" + person.role())));
        return id;
    }

    private ObjectNode representation(Person person) {
        ObjectNode user = admin.json().createObjectNode();
        user.put("username", person.username())
                .put("firstName", person.firstName())
                .put("lastName", person.lastName())
                .put("email", person.username() + "@example.org")
                .put("emailVerified", true)
                .put("enabled", true);
        ObjectNode attributes = user.putObject("attributes");
        put(attributes, "fhirUser", person.fhirUser());
        put(attributes, "patient", person.patient());
        put(attributes, "organization", person.organization());
        return user;
    }

    private static void put(ObjectNode attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.putArray(name).add(value);
        }
    }

    private JsonNode find(String username) {
        return admin.get("/users?exact=true&username=" + RealmAdmin.encoded(username));
    }
}

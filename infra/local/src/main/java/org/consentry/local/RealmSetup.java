package org.consentry.local;

import org.consentry.local.part.Keycloak;
import org.consentry.local.realm.MailServer;
import org.consentry.local.realm.Member;
import org.consentry.local.realm.People;
import org.consentry.local.realm.Person;
import org.consentry.local.realm.PublicKeys;
import org.consentry.local.realm.RealmAdmin;
import org.consentry.local.realm.RealmClients;
import org.consentry.local.realm.RealmUpkeep;
import tools.jackson.databind.node.ObjectNode;

/** Brings the realm to what the made-up network needs. Doing it at every start repairs what a crash left half done. */
final class RealmSetup {

    private RealmSetup() {}

    static void run(StackSettings settings, Keycloak keycloak, KeyFiles keys, Report report, Bindings bindings) {
        try (RealmAdmin admin = RealmAdmin.of(keycloak)) {
            RealmUpkeep upkeep = new RealmUpkeep(admin);
            upkeep.run();
            upkeep.mail(new MailServer(
                    "127.0.0.1", settings.mailPort(), "no-reply@localhost", MailServer.Security.NONE, "", ""));
            RealmClients clients = new RealmClients(admin, settings.gateway());
            PublicKeys gateway = publicKeys(keys.read(keys.gatewayClient()));
            clients.builtIn();
            clients.address();
            clients.gateway(gateway);
            for (Member member : Network.MEMBERS) {
                clients.member(member, publicKeys(keys.client(member.id())), gateway);
            }
            for (String service : Network.SERVICES) {
                clients.service(service, service, service, publicKeys(keys.client(service)));
            }
            People people = new People(admin);
            for (Person person : Network.PEOPLE) {
                people.ensure(bindings.apply(person), report.password(person));
            }
        }
    }

    private static PublicKeys publicKeys(ObjectNode key) {
        return new PublicKeys(EcJwk.publicSet(key), key.path("alg").asString());
    }
}

package org.consentry.local;

import java.util.List;
import org.consentry.local.realm.Member;
import org.consentry.local.realm.Person;

/** The made-up network of the local stack. Nobody in it exists. */
final class Network {
    static final List<Member> MEMBERS = List.of(
            new Member("hospital-a", "St. Mary's Hospital"), new Member("hospital-b", "Lakeside General Hospital"));

    static final List<Person> PEOPLE = List.of(
            new Person("alice", "Alice", "Ashford", "patient", "Patient/alice", ""),
            new Person("bob", "Bob", "Bramley", "patient", "Patient/bob", ""),
            new Person("clara", "Clara", "Carver", "patient", "Patient/clara", ""),
            new Person("dr-adams", "Dana", "Adams", "practitioner", "Practitioner/dr-adams", "hospital-a"),
            new Person("dr-baker", "Ben", "Baker", "practitioner", "Practitioner/dr-baker", "hospital-b"),
            new Person("ada", "Ada", "Analyst", "analyst", "", ""),
            new Person("auditor", "Audrey", "Audit", "auditor", "", ""),
            new Person("operator", "Otto", "Operator", "operator", "", ""));

    /** Systems with a role instead of an organization; the name is both client id and role. */
    static final List<String> SERVICES = List.of("analyst", "operator");

    private Network() {}
}

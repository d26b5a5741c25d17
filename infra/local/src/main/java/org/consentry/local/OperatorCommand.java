package org.consentry.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.consentry.local.part.Keycloak;
import org.consentry.local.realm.App;
import org.consentry.local.realm.MailServer;
import org.consentry.local.realm.Member;
import org.consentry.local.realm.PublicKeys;
import org.consentry.local.realm.RealmAdmin;
import org.consentry.local.realm.RealmCheck;
import org.consentry.local.realm.RealmClients;
import org.consentry.local.realm.RealmFailure;
import org.consentry.local.realm.RealmUpkeep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What an operator does to a deployment, each as often as they like. Keycloak's administrator comes from the
 * environment, {@code KC_BOOTSTRAP_ADMIN_USERNAME} and {@code KC_BOOTSTRAP_ADMIN_PASSWORD}.
 */
@Command(
        name = "infra/local/operate",
        mixinStandardHelpOptions = true,
        description = "Keys, realm and members of a deployment.")
public final class OperatorCommand {

    @Option(
            names = "--keycloak",
            scope = CommandLine.ScopeType.INHERIT,
            defaultValue = "http://localhost:8180",
            description = "Keycloak's address; http://localhost:8180 by default.")
    private URI keycloak = URI.create("http://localhost:8180");

    @Option(
            names = "--gateway",
            scope = CommandLine.ScopeType.INHERIT,
            defaultValue = "${env:GATEWAY_BASE_URL:-http://localhost:8080}",
            description = "The gateway's public address (GATEWAY_BASE_URL).")
    private URI gateway = URI.create("http://localhost:8080");

    private OperatorCommand() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new OperatorCommand());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof StackFailure
                    || failure instanceof RealmFailure
                    || failure instanceof IllegalArgumentException) {
                command.getErr().println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(line.execute(arguments));
    }

    @Command(description = "Makes the gateway's key files where they are missing.")
    int keys(@Parameters(paramLabel = "DIR") Path folder, @Option(names = "--ledger-origin") @Nullable String origin) {
        KeyFiles keys = new KeyFiles(folder, origin == null ? KeyFiles.LOCAL_ORIGIN : origin);
        keys.ledger();
        keys.signature();
        keys.gatewayClient();
        keys.escrow();
        keys.secret();
        System.out.println("Verify the ledger with " + keys.ledgerVerifier());
        return 0;
    }

    @Command(
            description =
                    "Makes the keys of hospitals' witnesses where they are missing, and the policy that names them.")
    int witnesses(
            @Parameters(paramLabel = "DIR", description = "The folder of 'keys'.") Path folder,
            @Option(names = "--ledger-origin", required = true) String origin,
            @Option(names = "--id", required = true, description = "A hospital's id; repeat it.") List<String> ids,
            @Option(
                            names = "--url",
                            defaultValue = "http://witness-%s:8090",
                            description = "Where witnesses are, %%s being the id: ${DEFAULT-VALUE}.")
                    String url) {
        KeyFiles keys = new KeyFiles(folder, origin);
        Path policy = keys.policy(ids.stream()
                .map(id -> new LocalWitnesses.Place(
                        id, url.formatted(id), keys.witness(id).verifier().toString()))
                .toList());
        System.out.println("Trust " + policy);
        return 0;
    }

    @Command(description = "Finishes the imported realm: built-in clients, the gateway's address and client.")
    int setup(@Parameters(paramLabel = "KEYS", description = "The folder of 'keys'.") Path folder) {
        try (RealmAdmin admin = admin()) {
            new RealmUpkeep(admin).run();
            RealmClients clients = new RealmClients(admin, gateway);
            clients.builtIn();
            clients.address();
            clients.gateway(gatewayKeys(folder));
        }
        return 0;
    }

    @Command(
            name = "realm-check",
            description =
                    "Checks that the running realm is as narrow as it was made. Changes nothing; 1 when it is not.")
    int realmCheck() {
        try (RealmAdmin admin = admin()) {
            List<String> findings = RealmCheck.of(admin);
            findings.forEach(System.out::println);
            System.out.println(findings.isEmpty() ? "The realm is as it should be" : findings.size() + " findings");
            return findings.isEmpty() ? 0 : 1;
        }
    }

    @Command(
            description =
                    "Names the server that sends the realm's mail. A password comes from CONSENTRY_SMTP_PASSWORD.")
    int mail(
            @Option(names = "--host", required = true) String host,
            @Option(names = "--port", defaultValue = "587") int port,
            @Option(names = "--from", required = true) String from,
            @Option(names = "--security", defaultValue = "STARTTLS", description = "NONE, STARTTLS or TLS.")
                    MailServer.Security security,
            @Option(names = "--user", defaultValue = "") String user) {
        String password = user.isEmpty() ? "" : required("CONSENTRY_SMTP_PASSWORD");
        try (RealmAdmin admin = admin()) {
            new RealmUpkeep(admin).mail(new MailServer(host, port, from, security, user, password));
        }
        return 0;
    }

    @Command(description = "Adds a SMART app: public unless it has keys or a secret.")
    int app(
            @Option(names = "--id", required = true) String id,
            @Option(names = "--name", required = true) String name,
            @Option(names = "--redirect", required = true, description = "Where the browser returns to.")
                    List<URI> redirects,
            @Option(names = "--jwks", description = "Its public JWK Set.") @Nullable Path jwks,
            @Option(names = "--alg", defaultValue = "ES384") String algorithm,
            @Option(names = "--secret", description = "Let it sign in by a secret, which is printed once.")
                    boolean secret)
            throws IOException {
        Optional<PublicKeys> keys =
                jwks == null ? Optional.empty() : Optional.of(new PublicKeys(Files.readString(jwks), algorithm));
        try (RealmAdmin admin = admin()) {
            new RealmClients(admin, gateway)
                    .app(new App(id, name, redirects, keys, secret))
                    .ifPresent(made -> System.out.println("Secret: " + made));
        }
        return 0;
    }

    @Command(description = "Adds a member or brings its two clients up to date.")
    int member(
            @Parameters(paramLabel = "KEYS") Path folder,
            @Option(names = "--id", required = true) String id,
            @Option(names = "--name", required = true) String name,
            @Option(names = "--jwks", required = true, description = "The member's public JWK Set.") Path jwks,
            @Option(names = "--alg", defaultValue = "ES384") String algorithm)
            throws IOException {
        PublicKeys own = new PublicKeys(Files.readString(jwks), algorithm);
        try (RealmAdmin admin = admin()) {
            new RealmClients(admin, gateway).member(new Member(id, name), own, gatewayKeys(folder));
        }
        return 0;
    }

    @Command(
            description =
                    "Lists who applied to belong to the network. An operator's token comes from CONSENTRY_OPERATOR_TOKEN.")
    int applications(@Option(names = "--status", defaultValue = "pending") String status) {
        try (RealmAdmin admin = admin()) {
            Applications applications = applications(admin);
            applications
                    .in(status)
                    .forEach(it -> System.out.printf(
                            "%s %s %s \"%s\" %s%n",
                            it.application(),
                            it.kind(),
                            it.id(),
                            it.name(),
                            applications.address(it).orElse("(no verified address)")));
        }
        return 0;
    }

    @Command(description = "Says yes to an application and makes the clients of its keys.")
    int approve(
            @Parameters(paramLabel = "KEYS") Path folder,
            @Option(names = "--application", required = true) String application) {
        try (RealmAdmin admin = admin()) {
            applications(admin).approve(application, gatewayKeys(folder));
        }
        return 0;
    }

    @Command(description = "Says no to an application.")
    int refuse(@Option(names = "--application", required = true) String application) {
        try (RealmAdmin admin = admin()) {
            applications(admin).refuse(application);
        }
        return 0;
    }

    private Applications applications(RealmAdmin admin) {
        return new Applications(gateway, required("CONSENTRY_OPERATOR_TOKEN"), admin);
    }

    @Command(description = "Adds a system with a role: analyst or operator.")
    int service(
            @Option(names = "--id", required = true) String id,
            @Option(names = "--name", required = true) String name,
            @Option(names = "--role", required = true) String role,
            @Option(names = "--jwks", required = true, description = "Its public JWK Set.") Path jwks,
            @Option(names = "--alg", defaultValue = "ES384") String algorithm)
            throws IOException {
        if (!role.equals("analyst") && !role.equals("operator")) {
            throw new IllegalArgumentException("A system's role is analyst or operator");
        }
        PublicKeys own = new PublicKeys(Files.readString(jwks), algorithm);
        try (RealmAdmin admin = admin()) {
            new RealmClients(admin, gateway).service(id, name, role, own);
        }
        return 0;
    }

    private static PublicKeys gatewayKeys(Path folder) {
        KeyFiles keys = new KeyFiles(folder, KeyFiles.LOCAL_ORIGIN);
        return new PublicKeys(EcJwk.publicSet(keys.read(keys.gatewayClient())), EcJwk.Curve.P384.algorithm());
    }

    private RealmAdmin admin() {
        return RealmAdmin.of(new Keycloak(
                keycloak, required("KC_BOOTSTRAP_ADMIN_USERNAME"), required("KC_BOOTSTRAP_ADMIN_PASSWORD"), ""));
    }

    private static String required(String variable) {
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new StackFailure("Set " + variable + " in the environment");
        }
        return value;
    }
}

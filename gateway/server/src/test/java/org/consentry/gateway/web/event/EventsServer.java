package org.consentry.gateway.web.event;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventAudience;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.web.Callers;
import org.consentry.gateway.web.ErrorEdge;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.support.TransactionTemplate;

/** The event feature on a real server and database; a header names the caller in place of a token. */
final class EventsServer implements AutoCloseable {
    private final TestDatabase database;
    private final ConfigurableApplicationContext context;

    private EventsServer(TestDatabase database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    static EventsServer start() {
        TestDatabase database = TestDatabase.fresh();
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Parts.class, ErrorEdge.advice())
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=postgres",
                        "--gateway.event.heartbeat=1s",
                        "--gateway.event.write-limit=1s");
        return new EventsServer(database, context);
    }

    URI events() {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return URI.create("http://localhost:" + port + "/events");
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    void put(String member, Map<String, String> facts) {
        bean(TransactionTemplate.class).executeWithoutResult(status -> bean(Outbox.class)
                .put(new Recipient.ToMember(new OrganizationId(member)), EventKind.RECORD_ADDED, facts));
    }

    void silence(String recipient) {
        bean(SomeEars.class).silenced.add(recipient);
    }

    /** Comes back when no stream has asked whether it may go on for longer than a heartbeat. */
    void awaitNoStream() throws InterruptedException {
        BlockingQueue<String> asking = bean(SomeEars.class).asking;
        asking.clear();
        String asked;
        do {
            asked = asking.poll(1_500, TimeUnit.MILLISECONDS);
        } while (asked != null);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }

    // Not @Configuration: the component scan of another test would find it.
    @EnableAutoConfiguration
    @ComponentScan({"org.consentry.gateway.event", "org.consentry.gateway.web.event"})
    static class Parts {
        @Bean
        SomeEars audience() {
            return new SomeEars();
        }

        @Bean
        SecurityFilterChain open(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }

        @Bean
        Filter caller() {
            return (request, response, chain) -> {
                String name = ((HttpServletRequest) request).getHeader("X-Caller");
                Scopes none = new Scopes(List.of());
                switch (name) {
                    case "nobody" -> {}
                    case "analyst" ->
                        Callers.remember((HttpServletRequest) request, new Caller.Analyst("analyst", none));
                    default ->
                        Callers.remember(
                                (HttpServletRequest) request,
                                new Caller.Member(new OrganizationId(name), "ehr-" + name, none));
                }
                chain.doFilter(request, response);
            };
        }
    }

    static final class SomeEars implements EventAudience {
        private final Set<String> silenced = ConcurrentHashMap.newKeySet();
        private final BlockingQueue<String> asking = new LinkedBlockingQueue<>();

        @Override
        public Hearing listening(Recipient recipient) {
            asking.add(recipient.key());
            return silenced.contains(recipient.key()) ? Hearing.WITHHELD : Hearing.ADMITTED;
        }

        @Override
        public Hearing telling(Recipient recipient, Event event) {
            return "revoked".equals(event.facts().get("consent")) ? Hearing.WITHHELD : Hearing.ADMITTED;
        }
    }
}

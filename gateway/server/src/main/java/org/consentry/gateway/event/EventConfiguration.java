package org.consentry.gateway.event;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts of the event feature that are not plain components. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventSettings.class)
class EventConfiguration {

    @Bean
    BellWire bellWire(DataSource dataSource, JdbcClient jdbc, EventSettings settings) {
        return new BellWire(dataSource, jdbc, settings);
    }

    @Bean
    Bell bell(BellWire wire) {
        return wire.bell();
    }

    @Bean
    Outbox outbox(JdbcClient jdbc, Bell bell, ObjectProvider<Clock> clock) {
        return new JdbcOutbox(jdbc, bell, clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    EventJanitor eventJanitor(JdbcClient jdbc, EventSettings settings, ObjectProvider<Clock> clock) {
        return new EventJanitor(jdbc, settings, clock.getIfAvailable(Clock::systemUTC));
    }
}

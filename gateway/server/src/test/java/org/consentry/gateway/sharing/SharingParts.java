package org.consentry.gateway.sharing;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.web.Callers;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** What a {@link SharingStack} consists of: the features under test, and stand-ins for the others. */
// Not @Configuration: the component scan of another test would find it.
@EnableAutoConfiguration
@EnableScheduling
@EnableConfigurationProperties(GatewaySettings.class)
@ComponentScan(
        basePackages = {
            "org.consentry.gateway.event",
            "org.consentry.gateway.attachment",
            "org.consentry.gateway.sharing",
            "org.consentry.gateway.web.event",
            "org.consentry.gateway.web.attachment",
            "org.consentry.gateway.web.sharing"
        },
        // It writes records, which are a stand-in here.
        excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*BinaryUpload"))
@ComponentScan(
        basePackages = "org.consentry.gateway.access",
        useDefaultFilters = false,
        includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*JdbcGrants"))
class SharingParts {
    @Bean
    java.time.Clock clock() {
        return java.time.Clock.systemUTC();
    }

    @Bean
    Secrets secrets() {
        return Secrets.of(new byte[32]);
    }

    @Bean
    Remembered remembered() {
        return new Remembered();
    }

    @Bean
    MemoryRecords records() {
        return new MemoryRecords();
    }

    @Bean
    RememberingSubmissions submissions() {
        return new RememberingSubmissions();
    }

    @Bean
    SecurityFilterChain open(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    Filter caller() {
        return (request, response, chain) -> {
            String name = ((HttpServletRequest) request).getHeader("X-Caller");
            if (name != null) {
                Callers.remember((HttpServletRequest) request, SharingStack.caller(name));
            }
            chain.doFilter(request, response);
        };
    }
}

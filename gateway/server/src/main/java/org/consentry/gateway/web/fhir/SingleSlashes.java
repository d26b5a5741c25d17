package org.consentry.gateway.web.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes several slashes below the FHIR base for one: many a client puts {@code /Patient} behind a base that ends with a
 * slash. It comes before everything else, so that whoever decides about a path sees the one that is answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SingleSlashes extends OncePerRequestFilter {
    private static final String BELOW = "/fhir/";
    private static final Pattern SEVERAL = Pattern.compile("//+");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        chain.doFilter(path.startsWith(BELOW) && path.contains("//") ? new Single(request) : request, response);
    }

    private static final class Single extends HttpServletRequestWrapper {
        Single(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRequestURI() {
            return single(super.getRequestURI());
        }

        @Override
        public String getServletPath() {
            return single(super.getServletPath());
        }

        private static String single(String path) {
            return SEVERAL.matcher(path).replaceAll("/");
        }
    }
}

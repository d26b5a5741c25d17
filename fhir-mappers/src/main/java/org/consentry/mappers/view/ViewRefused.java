package org.consentry.mappers.view;

import java.io.Serial;

/** A view that cannot be compiled, or a resource that a view does not fit; names the place in the view. */
public final class ViewRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ViewRefused(String place, String why) {
        super("%s: %s".formatted(place, why));
    }
}

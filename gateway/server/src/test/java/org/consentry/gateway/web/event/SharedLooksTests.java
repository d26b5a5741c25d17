package org.consentry.gateway.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.gateway.event.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedLooksTests {
    private final SharedLooks looks = new SharedLooks();
    private final AtomicInteger count = new AtomicInteger();

    private List<Event> look() {
        count.incrementAndGet();
        return List.of();
    }

    @BeforeEach
    void enter() {
        looks.enter("a");
        looks.enter("b");
    }

    @Test
    void looksAgainForWhoHeardARingThatTheLookerHadNot() {
        looks.after("a", 7, 1, this::look);
        looks.after("a", 7, 2, this::look);
        assertThat(count).hasValue(2);
    }

    @Test
    void looksAgainForAnotherPlaceAndAnotherRecipient() {
        looks.after("a", 7, 1, this::look);
        looks.after("a", 8, 1, this::look);
        looks.after("b", 8, 1, this::look);
        assertThat(count).hasValue(3);
    }

    @Test
    void looksAgainWhenAllHadLeft() {
        looks.after("a", 7, 1, this::look);
        looks.leave("a");
        looks.enter("a");
        looks.after("a", 7, 1, this::look);
        assertThat(count).hasValue(2);
    }

    @Test
    void looksOnceForAllThatOneRingWoke() {
        looks.after("a", 7, 2, this::look);
        looks.after("a", 7, 2, this::look);
        looks.after("a", 7, 1, this::look);
        assertThat(count).hasValue(1);
    }
}

package org.consentry.gateway.attachment;

import java.util.List;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Submissions;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Submissions without content: whatever door they come through, what stands inline is sealed before the store sees it.
 * The door's rule is asked afterwards, inside the store's transaction; what it refuses leaves content that no record
 * keeps, which the janitor takes away.
 */
@Component
class SealingSubmissions implements Submissions {
    private final Submissions store;
    private final InlineContent inline;

    SealingSubmissions(@Qualifier("submissions") Submissions store, InlineContent inline) {
        this.store = store;
        this.inline = inline;
    }

    @Override
    public Submitted submit(byte[] bundle, byte[] rawSha256, Author author, Terms terms) {
        return store.submit(inline.takeOut(bundle, author), rawSha256, author, terms);
    }

    @Override
    public Entry change(Asked asked, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule) {
        Asked clean =
                switch (asked) {
                    case Asked.Create create ->
                        new Asked.Create(create.type(), inline.takeOut(create.json(), author), create.ifNoneExist());
                    case Asked.Update update ->
                        new Asked.Update(update.id(), inline.takeOut(update.json(), author), update.ifMatch());
                    case Asked.ConditionalUpdate update ->
                        new Asked.ConditionalUpdate(
                                update.type(),
                                update.condition(),
                                inline.takeOut(update.json(), author),
                                update.ifMatch());
                    case Asked.Patched patched -> patched;
                    case Asked.ConditionalPatch patched -> patched;
                    case Asked.Delete delete -> delete;
                    case Asked.ConditionalDelete delete -> delete;
                };
        return store.change(clean, author, visibility, rule);
    }
}

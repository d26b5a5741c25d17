package org.consentry.gateway.subscription;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.subscription.Progress.Status;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Subscription resources: what was asked for, and the status. Headers are kept elsewhere, because they hold secrets. */
@Component
class SubscriptionResources {
    private static final String TYPE = "Subscription";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;

    SubscriptionResources(Records records) {
        this.records = records;
    }

    StoredVersion create(ObjectNode asked, OrganizationId owner) {
        ObjectNode json = cleaned(asked, Status.REQUESTED);
        json.remove(List.of("id", "meta"));
        return records.write(List.of(new Write.Create(TYPE, JSON.writeValueAsBytes(json))), author(owner))
                .getFirst();
    }

    StoredVersion replace(ObjectNode asked, String id, OrganizationId owner, Status status) {
        ObjectNode json = cleaned(asked, status).put("id", id);
        Write put = new Write.Put(new ResourceId(TYPE, id), JSON.writeValueAsBytes(json), OptionalLong.empty());
        return records.write(List.of(put), author(owner)).getFirst();
    }

    /** Says in the resource what has become of the subscription. */
    void show(String id, OrganizationId owner, Status status, String error) {
        Optional<StoredVersion> current = records.current(new ResourceId(TYPE, id), new Visibility.Everything())
                .filter(version -> version.change() != StoredVersion.Change.DELETED);
        if (current.isPresent() && JSON.readTree(current.get().json()) instanceof ObjectNode json) {
            replace(error.isEmpty() ? json : json.put("error", error), id, owner, status);
        }
    }

    void delete(String id, OrganizationId owner) {
        records.write(List.of(new Write.Delete(new ResourceId(TYPE, id), OptionalLong.empty())), author(owner));
    }

    private static ObjectNode cleaned(ObjectNode asked, Status status) {
        ObjectNode json = asked.deepCopy();
        if (json.path("channel") instanceof ObjectNode channel) {
            channel.remove(List.of("header", "_header"));
        }
        if (status != Status.ERROR && status != Status.OFF) {
            json.remove("error");
        }
        return json.put("status", status.code());
    }

    private static Author author(OrganizationId owner) {
        return new Author(owner, "gateway", Author.Kind.BOOKKEEPING);
    }
}

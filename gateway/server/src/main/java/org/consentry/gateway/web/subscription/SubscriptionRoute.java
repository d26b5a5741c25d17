package org.consentry.gateway.web.subscription;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.subscription.Subscriptions;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** Writes of {@code Subscription}. */
@Component
class SubscriptionRoute implements WriteRoute {
    private final Subscriptions subscriptions;

    SubscriptionRoute(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public String type() {
        return "Subscription";
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        return new Written(subscriptions.create(Owners.of(caller, Interaction.CREATE), json));
    }

    @Override
    public Written update(Caller caller, ResourceId id, byte[] json) {
        return new Written(subscriptions.update(Owners.of(caller, Interaction.UPDATE), id.id(), json));
    }

    @Override
    public void delete(Caller caller, ResourceId id) {
        subscriptions.delete(Owners.of(caller, Interaction.DELETE), id.id());
    }
}

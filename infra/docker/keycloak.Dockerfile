# Built from the repository's root, after: mvn -pl infra/keycloak -am package
FROM quay.io/keycloak/keycloak:26.7.3 AS build
COPY --chown=1000:0 infra/keycloak/target/consentry-keycloak-*.jar /opt/keycloak/providers/
ENV KC_DB=postgres KC_HEALTH_ENABLED=true \
    KC_FEATURES_DISABLED=impersonation,ciba,device-flow,token-exchange-standard
RUN /opt/keycloak/bin/kc.sh build && mkdir -p /opt/keycloak/data/outbox

FROM quay.io/keycloak/keycloak:26.7.3
COPY --from=build /opt/keycloak/ /opt/keycloak/
COPY --chown=1000:0 infra/keycloak/src/main/resources/realm/consentry-realm.json /opt/keycloak/data/import/
EXPOSE 8080

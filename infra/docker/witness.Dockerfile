# Built from the repository's root, after: mvn -pl ledger package
FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 consentry && install -d -o 10001 /var/lib/witness
COPY ledger/target/consentry-ledger-*-cli.jar /opt/consentry/ledger.jar
USER 10001
EXPOSE 8090
VOLUME /var/lib/witness
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-jar", "/opt/consentry/ledger.jar", "witness"]
CMD ["--private-key", "/run/witness/witness.key", "--policy", "/run/witness/ledger.policy", "--state", "/var/lib/witness", "--host", "0.0.0.0", "--port", "8090"]

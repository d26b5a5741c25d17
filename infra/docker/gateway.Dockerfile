# Built from the repository's root, after: mvn -pl gateway/server -am package
FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 consentry
COPY gateway/server/target/consentry-server-*-boot.jar /opt/consentry/gateway.jar
USER 10001
EXPOSE 8080 2575
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/consentry/gateway.jar"]

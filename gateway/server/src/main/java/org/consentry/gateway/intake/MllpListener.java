package org.consentry.gateway.intake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLServerSocket;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/*
 * MLLP (HL7's minimal lower layer protocol): a message between 0x0B and 0x1C 0x0D, an answer framed alike.
 *
 * One virtual thread a connection reads a message, stores it, answers it, and only then reads the next: that is the
 * order a sender counts on, and the pressure it feels when we are slow. A connection that breaks between storing and
 * answering makes the sender repeat the message, which then changes nothing. Bytes stay bytes: which charset a message
 * is in is the mapper's to find out, so no library that hands us strings is used here.
 */
final class MllpListener {
    private static final Logger log = LoggerFactory.getLogger(MllpListener.class);
    private static final int BACKLOG = 50;

    private final Intake intake;
    private final IntakeSettings settings;
    private final IntakeSettings.Mllp line;
    private final Semaphore places;
    private final Admission admission;
    private final Clock clock;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** @param places shared by all listeners */
    MllpListener(
            Intake intake,
            IntakeSettings settings,
            IntakeSettings.Mllp line,
            Semaphore places,
            SslBundles bundles,
            Admission admission,
            Clock clock) {
        this.intake = intake;
        this.settings = settings;
        this.line = line;
        this.places = places;
        this.admission = admission;
        this.clock = clock;
        this.server = open(line, bundles);
    }

    private static ServerSocket open(IntakeSettings.Mllp line, SslBundles bundles) {
        try {
            InetAddress address = InetAddress.getByName(line.address());
            return line.tls().isPresent()
                    ? secure(bundles.getBundle(line.tls().get()), line.port(), address)
                    : new ServerSocket(line.port(), BACKLOG, address);
        } catch (IOException e) {
            throw new IllegalStateException("gateway.intake.mllp[].port %d cannot be opened".formatted(line.port()), e);
        }
    }

    private static ServerSocket secure(SslBundle bundle, int port, InetAddress address) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                bundle.createSslContext().getServerSocketFactory().createServerSocket(port, BACKLOG, address);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setNeedClientAuth(bundle.getStores().getTrustStore() != null);
        return socket;
    }

    int port() {
        return server.getLocalPort();
    }

    void start() {
        Thread.ofPlatform().name("mllp-" + line.member()).daemon(true).start(() -> accept(server));
        log.atInfo()
                .addKeyValue("port", port())
                .addKeyValue("member", line.member())
                .addKeyValue("tls", line.tls().isPresent())
                .log("mllp listening");
    }

    void stop() {
        close(server);
        hangUp();
    }

    /** Ends the connections there are; new ones are taken. */
    void hangUp() {
        connections.forEach(MllpListener::close);
    }

    OrganizationId member() {
        return line.sender().organization();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(connection));
                } else {
                    log.atWarn().log("mllp connection refused: all places are taken");
                    close(connection);
                }
            } catch (SocketException e) {
                log.atDebug().log("mllp listener closed");
            } catch (IOException e) {
                log.atWarn().setCause(e).log("mllp connection could not be accepted");
            }
        }
    }

    private void serve(Socket connection) {
        connections.add(connection);
        try (connection;
                Admission.Admitted admitted = admission.open()) {
            connection.setSoTimeout((int) settings.mllpIdle().toMillis());
            connection.setTcpNoDelay(true);
            MllpFrames frames = new MllpFrames(
                    new BufferedInputStream(connection.getInputStream(), 1 << 16),
                    settings.largestMessage().toBytes(),
                    admitted::hold);
            OutputStream out = connection.getOutputStream();
            for (Optional<MllpFrames.Frame> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
                out.write(MllpFrames.framed(answer(frame.get())));
                out.flush();
                admitted.done();
            }
        } catch (Problem e) {
            // As if the line had broken: the sender will repeat what was not answered.
            log.atWarn().addKeyValue("cause", e.kind()).log("mllp connection ended");
        } catch (IOException e) {
            // The sender went away or was silent for too long. What was stored and not answered it will repeat.
            log.atInfo().addKeyValue("cause", e.getClass().getSimpleName()).log("mllp connection ended");
        } finally {
            connections.remove(connection);
            places.release();
        }
    }

    /** A block is answered by a block: of one message by its acknowledgment, of several by a batch of theirs. */
    private byte[] answer(MllpFrames.Frame frame) {
        List<String> answers = new ArrayList<>();
        for (Intaken taken : taken(frame)) {
            answers.add(Answers.acknowledgment(taken, OffsetDateTime.now(clock)));
        }
        String block = answers.size() == 1
                ? answers.get(0)
                : "BHS|^~\\&\r" + String.join("", answers) + "BTS|" + answers.size() + "\r";
        return block.getBytes(StandardCharsets.UTF_8);
    }

    private List<Intaken> taken(MllpFrames.Frame frame) {
        if (frame.oversized()) {
            return List.of(new Intaken.Failed(
                    frame.bytes(), ProblemKind.TOO_LARGE, "The message is larger than this door takes"));
        }
        if (frame.cut()) {
            return List.of(new Intaken.Failed(
                    frame.bytes(), ProblemKind.MALFORMED, "The block was cut off: another began before its end"));
        }
        List<byte[]> messages = MessageFormat.HL7V2.cut(frame.bytes());
        List<byte[]> all = messages.isEmpty() ? List.of(frame.bytes()) : messages;
        return all.stream()
                .map(message -> intake.takeOne(line.sender(), MessageFormat.HL7V2, message))
                .toList();
    }

    private static void close(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            log.atDebug().log("a socket was closed already");
        }
    }
}

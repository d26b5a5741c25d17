package org.consentry.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.consentry.bench.load.Load;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends laboratory results over MLLP, one line a client: the next message goes when the last one is acknowledged. Every
 * line has its own patients, as a laboratory's lines have; {@code --size} results make a message of that many times 120
 * bytes and more.
 */
@Command(name = "mllp", description = "Sends ORU messages over MLLP.", mixinStandardHelpOptions = true)
final class MllpCommand implements Callable<Integer> {
    private static final int PATIENTS = 500;
    private static final int END = 0x1C;

    @Mixin
    private final Target target = new Target();

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Where the listener is: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "2575", description = "Its port: ${DEFAULT-VALUE}.")
    private int port = 2575;

    @Option(names = "--size", defaultValue = "10", description = "Results in a message: ${DEFAULT-VALUE}.")
    private int size = 10;

    private final AtomicLong number = new AtomicLong(System.currentTimeMillis());
    private final Map<Load.Session, Line> lines = new ConcurrentHashMap<>();

    private record Line(Socket socket, InputStream in) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return target.measure("MLLP, results of " + size + " values", load -> session -> {
            one(session);
            return true;
        });
    }

    private void one(Load.Session session) throws IOException {
        Line line = lines.get(session);
        if (line == null) {
            Socket socket = new Socket(host, port);
            socket.setTcpNoDelay(true);
            line = new Line(socket, new BufferedInputStream(socket.getInputStream()));
            lines.put(session, line);
        }
        byte[] message = message(session.random(), System.identityHashCode(session));
        long begin = System.nanoTime();
        line.socket.getOutputStream().write(message);
        String answer = answer(line.in);
        session.note(
                "message of " + message.length / 100 * 100 + " bytes",
                System.nanoTime() - begin,
                size,
                answer.contains("MSA|AA"));
    }

    private byte[] message(SplittableRandom random, int line) {
        long control = number.incrementAndGet();
        String time = "202604%02d%02d%02d00".formatted(1 + random.nextInt(28), random.nextInt(24), random.nextInt(60));
        StringBuilder text = new StringBuilder(2_048);
        text.append((char) 0x0B)
                .append("MSH|^~\\&|LAB|STMARYS|GATEWAY|CONSENTRY|")
                .append(time)
                .append("||ORU^R01^ORU_R01|B")
                .append(control)
                .append("|P|2.5.1\rPID|1||BENCH-")
                .append(line)
                .append('-')
                .append(random.nextInt(PATIENTS))
                .append("^^^STMARYS^MR||Bench^Ben^B||19700101|M|||1 Main Street^^Springfield^MA^01101\r")
                .append("OBR|1|P")
                .append(control)
                .append("|F")
                .append(control)
                .append("^LAB|24323-8^Comprehensive metabolic panel^LN|||")
                .append(time)
                .append("|||||||||1234567893^House^Greg^^^^^^NPI||||||")
                .append(time)
                .append("|||F\r");
        for (int i = 1; i <= size; i++) {
            text.append("OBX|")
                    .append(i)
                    .append("|NM|")
                    .append(2_340 + i)
                    .append("-7^Value ")
                    .append(i)
                    .append(" in Serum or Plasma^LN||")
                    .append(50 + random.nextInt(100))
                    .append("|mg/dL^milligram per deciliter^UCUM|60-110|N|||F|||")
                    .append(time)
                    .append('\r');
        }
        return text.append((char) END).append('\r').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String answer(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder(256);
        for (int b = in.read(); b != END; b = in.read()) {
            if (b < 0) {
                throw new IOException("the listener closed the line");
            }
            answer.append((char) b);
        }
        in.read();
        return answer.toString();
    }
}

package org.consentry.gateway.live;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.concurrent.locks.LockSupport;

/**
 * How many resources a second an export takes, from the request to the manifest, of a store that was filled before.
 *
 * <p>Arguments: patients (each with 100 Observations of 2 kB), rounds, and {@code identified} for what the member that
 * brought them takes home instead of an analyst's safe-harbor. The processor time is of this process, the gateway and the
 * object store, without PostgreSQL; the heap is the most that was left after a collection. Progress is told when the first
 * question about the job, asked at once, is answered.
 */
final class ExportBenchmark {
    private static final String TEXT = "x".repeat(1200);

    private ExportBenchmark() {}

    public static void main(String... arguments) {
        int patients = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        try (LiveGateway gateway = LiveGateway.start()) {
            String a = gateway.member("hospital-a");
            for (int i = 0; i < patients; i++) {
                LiveGateway.expect(gateway.post(a, "/fhir", bundle(i)), 200);
                a = i % 500 == 499 ? gateway.member("hospital-a") : a;
            }
            boolean identified = arguments.length > 2 && arguments[2].equals("identified");
            for (int round = 0; round < rounds; round++) {
                ExportClient client = identified
                        ? new ExportClient(gateway, gateway.member("hospital-a"))
                        : ExportClient.analyst(gateway);
                export(client, patients * 101);
            }
        }
        System.exit(0);
    }

    private static void export(ExportClient client, int resources) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        String job = ExportClient.job(client.start("/fhir/$export?_type=Patient,Observation"));
        client.get(job);
        double told = (System.nanoTime() - start) / 1e9;
        long most = left();
        while (client.get(job).statusCode() == 202) {
            LockSupport.parkNanos(20_000_000);
            most = Math.max(most, left());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d resources in %.1f s: %.0f/s; progress after %.3f s; processor time %.1f s; heap %d MB%n",
                resources,
                seconds,
                resources / seconds,
                told,
                (system.getProcessCpuTime() - cpu) / 1e9,
                Math.max(most, left()) >> 20);
    }

    /** What the last collection of each part of the heap left. */
    private static long left() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    private static String bundle(int patient) {
        StringBuilder bundle = new StringBuilder("{'resourceType':'Bundle','type':'transaction','entry':[");
        bundle.append("{'resource':{'resourceType':'Patient','id':'p-")
                .append(patient)
                .append("','name':[{'family':'Benchmarker','given':['Number ")
                .append(patient)
                .append("']}],'gender':'female','birthDate':'1950-03-04'},'request':{'method':'PUT','url':'Patient/p-")
                .append(patient)
                .append("'}}");
        for (int i = 0; i < 100; i++) {
            bundle.append(",{'resource':{'resourceType':'Observation','status':'final','code':{'coding':[{'system':"
                            + "'http://loinc.org','code':'8867-4','display':'Heart rate'}]},'subject':{'reference':"
                            + "'Patient/p-")
                    .append(patient)
                    .append("'},'effectiveDateTime':'2026-01-02T10:00:00Z','valueQuantity':{'value':")
                    .append(i)
                    .append(",'unit':'/min','system':'http://unitsofmeasure.org','code':'/min'},'note':[{'text':'")
                    .append(TEXT)
                    .append("'}]},'request':{'method':'POST','url':'Observation'}}");
        }
        return bundle.append("]}").toString();
    }
}

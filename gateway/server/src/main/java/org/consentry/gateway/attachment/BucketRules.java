package org.consentry.gateway.attachment;

import io.minio.DeleteBucketPolicyArgs;
import io.minio.GetBucketLifecycleArgs;
import io.minio.GetBucketPolicyArgs;
import io.minio.MinioClient;
import io.minio.SetBucketLifecycleArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Filter;
import io.minio.messages.LifecycleConfiguration;
import io.minio.messages.LifecycleConfiguration.AbortIncompleteMultipartUpload;
import io.minio.messages.LifecycleConfiguration.Expiration;
import io.minio.messages.LifecycleConfiguration.Rule;
import io.minio.messages.Status;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the store itself is to do, said once at the start: it throws away staged copies and unfinished uploads that no gateway
 * came back to, and shows nothing to anybody unknown. The janitor does not rely on it: stores without such rules, and
 * buckets that have an operator's own, which stay as they are, are told of in the log.
 */
final class BucketRules {
    private static final Logger LOG = LoggerFactory.getLogger(BucketRules.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A day more than the longest that a one-time URI may live. */
    private static final int STAGED_DAYS = 8;

    private static final int UNFINISHED_DAYS = 2;

    private static final String STAGED = "consentry-staged";
    private static final String UNFINISHED = "consentry-unfinished";
    private static final Set<String> OWN = Set.of(STAGED, UNFINISHED);

    private final MinioClient client;
    private final String bucket;

    BucketRules(MinioClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    void lay() {
        expireWhatIsLeftOver();
        closeToTheUnknown();
    }

    private void expireWhatIsLeftOver() {
        Rule staged = rule(STAGED, "staging/", new Expiration(never(), STAGED_DAYS, null, null), null);
        Rule unfinished = rule(UNFINISHED, "", null, new AbortIncompleteMultipartUpload(UNFINISHED_DAYS));
        try {
            if (hasOthers()) {
                LOG.atInfo().log("the bucket has lifecycle rules of somebody else's; the janitor is alone");
                return;
            }
            client.setBucketLifecycle(SetBucketLifecycleArgs.builder()
                    .bucket(bucket)
                    .config(new LifecycleConfiguration(List.of(staged, unfinished)))
                    .build());
        } catch (MinioException | RuntimeException notThere) {
            LOG.atInfo().log("the object store keeps no lifecycle rules; the janitor is alone");
        }
    }

    /** Setting rules takes away all that there are. */
    private boolean hasOthers() throws MinioException {
        LifecycleConfiguration known = client.getBucketLifecycle(
                GetBucketLifecycleArgs.builder().bucket(bucket).build());
        return known != null && known.rules().stream().anyMatch(rule -> !OWN.contains(String.valueOf(rule.id())));
    }

    private static Rule rule(
            String id, String prefix, @Nullable Expiration expiration, @Nullable AbortIncompleteMultipartUpload abort) {
        return new Rule(Status.ENABLED, abort, expiration, new Filter(prefix), id, null, null, null);
    }

    private static @Nullable ZonedDateTime never() {
        return null;
    }

    private void closeToTheUnknown() {
        try {
            String policy = client.getBucketPolicy(
                    GetBucketPolicyArgs.builder().bucket(bucket).build());
            if (letsAnybodyIn(policy)) {
                client.deleteBucketPolicy(
                        DeleteBucketPolicyArgs.builder().bucket(bucket).build());
                LOG.atWarn().log("the bucket was open to anybody; its policy has been removed");
            }
        } catch (MinioException | RuntimeException notThere) {
            LOG.atInfo().log("the object store keeps no bucket policies");
        }
    }

    /** Whether a policy allows something to everybody; one that only denies is the operator's own affair. */
    static boolean letsAnybodyIn(String policy) {
        try {
            JsonNode statements =
                    JSON.readTree(policy.isBlank() ? "{}" : policy).path("Statement");
            return statements
                    .valueStream()
                    .filter(each -> each.path("Effect").asString("").equals("Allow"))
                    .anyMatch(each -> isEverybody(each.path("Principal")));
        } catch (JacksonException notJson) {
            return false;
        }
    }

    private static boolean isEverybody(JsonNode principal) {
        return principal.asString("").equals("*") || principal.valueStream().anyMatch(BucketRules::isEverybody);
    }
}

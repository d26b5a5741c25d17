package org.consentry.gateway.record.row;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.definition.Definitions;

/** One row of a resource as it is now or was before. */
public record Row(
        long subject, long rid, int type, int version, int change, long updated, String source, String id, Body body) {
    public static final int DELETED = 2;

    /** What {@link #read} needs, of a table or alias {@code r}. */
    public static final String COLUMNS =
            "r.subject, r.rid, r.type, r.version, r.change, r.updated, r.source, r.id, r.codec, r.body";

    public static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getLong(2),
                row.getInt(3),
                row.getInt(4),
                row.getInt(5),
                row.getLong(6),
                row.getString(7),
                row.getString(8),
                new Body(row.getShort(9), row.getBytes(10)));
    }

    public boolean deleted() {
        return change == DELETED;
    }

    public static StoredVersion.Change changeOf(int number) {
        return switch (number) {
            case 0 -> StoredVersion.Change.CREATED;
            case 1 -> StoredVersion.Change.UPDATED;
            default -> StoredVersion.Change.DELETED;
        };
    }

    public ResourceId resourceId() {
        return new ResourceId(Definitions.r4().name(type), id);
    }
}

package org.consentry.ledger.tile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.ledger.Malformed;

/** One of the resources a log is made of, by its path below the log's prefix (C2SP tlog-tiles). */
public sealed interface LogPath permits LogPath.CheckpointPath, TilePath, BundlePath {
    /** Hashes in a full tile, and entries in a full bundle. */
    int FULL = 256;

    /** The path below the prefix, without a slash in front. */
    String path();

    /** Whether the resource never changes once it exists, so that caches may keep it for good. */
    default boolean isImmutable() {
        return !(this instanceof CheckpointPath);
    }

    /** The one resource that changes: what the log signed last. */
    record CheckpointPath() implements LogPath {
        @Override
        public String path() {
            return "checkpoint";
        }
    }

    /**
     * Reads a path below a log's prefix.
     *
     * @throws Malformed for everything that is not exactly the path of one resource
     */
    static LogPath parse(String path) {
        if (path.equals("checkpoint")) {
            return new CheckpointPath();
        }
        Matcher parts = PathForm.TILE.matcher(path);
        if (path.length() > PathForm.LONGEST || !parts.matches()) {
            throw new Malformed("log path", "checkpoint, tile/<level>/<index> or tile/entries/<index>");
        }
        long index = PathForm.index(parts.group("index"));
        int width = parts.group("width") == null ? FULL : Integer.parseInt(parts.group("width"));
        String level = parts.group("level");
        LogPath read = level.equals("entries")
                ? new BundlePath(index, width)
                : new TilePath(Integer.parseInt(level), index, width);
        if (!read.path().equals(path)) {
            throw new Malformed("log path", "written in its only form");
        }
        return read;
    }

    /** How indexes are written: groups of three digits, an x before all but the last. */
    final class PathForm {
        private static final Pattern TILE = Pattern.compile(
                "tile/(?<level>entries|[0-9]{1,2})/(?<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/(?<width>[0-9]{1,3}))?");
        private static final int LONGEST = 64;

        private PathForm() {}

        static long index(String groups) {
            return Long.parseLong(groups.replace("x", "").replace("/", ""));
        }

        static String write(long index, int width) {
            StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
            for (long rest = index / 1000; rest > 0; rest /= 1000) {
                path.insert(0, "x%03d/".formatted(rest % 1000));
            }
            return width == FULL
                    ? path.toString()
                    : path.append(".p/").append(width).toString();
        }

        static void require(long index, int width) {
            if (index < 0 || width < 1 || width > FULL) {
                throw new Malformed("tile", "at an index from 0, 1 to " + FULL + " wide");
            }
        }
    }
}

package org.consentry.gateway.subscription;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public Internet from all others: loopback, private, link-local (where clouds keep their metadata),
 * shared, documentation, benchmarking, multicast and reserved ones (RFC 6890), also where IPv6 wraps them.
 */
final class PublicAddresses {
    private static final List<Block> CLOSED = List.of(
            Block.of("0.0.0.0/8"),
            Block.of("10.0.0.0/8"),
            Block.of("100.64.0.0/10"),
            Block.of("127.0.0.0/8"),
            Block.of("169.254.0.0/16"),
            Block.of("172.16.0.0/12"),
            Block.of("192.0.0.0/24"),
            Block.of("192.0.2.0/24"),
            Block.of("192.88.99.0/24"),
            Block.of("192.168.0.0/16"),
            Block.of("198.18.0.0/15"),
            Block.of("198.51.100.0/24"),
            Block.of("203.0.113.0/24"),
            Block.of("224.0.0.0/3"));

    /** Global unicast is all that IPv6 has of public addresses. */
    private static final Block GLOBAL = Block.of("2000::/3");

    private static final List<Block> CLOSED_OF_GLOBAL =
            List.of(Block.of("2001::/23"), Block.of("2001:db8::/32"), Block.of("2002::/16"), Block.of("3fff::/20"));

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        return address instanceof Inet4Address
                ? CLOSED.stream().noneMatch(block -> block.holds(address))
                : GLOBAL.holds(address) && CLOSED_OF_GLOBAL.stream().noneMatch(block -> block.holds(address));
    }

    /** Addresses that begin with the same bits. */
    private record Block(byte[] first, int bits) {
        static Block of(String text) {
            String[] parts = text.split("/", 2);
            try {
                return new Block(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("a literal is never looked up", e);
            }
        }

        boolean holds(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(first, 0, whole, other, 0, whole)
                    && (mask == 0 || (first[whole] & mask) == (other[whole] & mask));
        }
    }
}

package dev.nudge.engine.provider;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A range of IP addresses that are not on the public Internet, as IANA's registries of special-purpose addresses list
 * them, together with the addresses at which clouds serve the credentials of their machines.
 *
 * @param kind for people, such as "private"
 */
record AddressRange(IPAddress block, String kind) {

    private static final IPAddressGenerator ADDRESSES = new IPAddressGenerator();
    private static final IPAddress PUBLIC_V6 = block("2000::/3");
    private static final IPAddress NAT64 = block("64:ff9b::/96");
    private static final int NAT64_PREFIX_BYTES = 12;

    /** The first range that contains an address counts. */
    private static final List<AddressRange> SPECIAL = List.of(of("metadata", "169.254.169.254/32"),
            of("metadata", "168.63.129.16/32"), of("metadata", "100.100.100.200/32"),
            of("metadata", "fd00:ec2::254/128"), of("unspecified", "0.0.0.0/8"), of("private", "10.0.0.0/8"),
            of("shared (carrier-grade NAT)", "100.64.0.0/10"), of("loopback", "127.0.0.0/8"),
            of("link-local", "169.254.0.0/16"), of("private", "172.16.0.0/12"), of("reserved", "192.0.0.0/24"),
            of("documentation", "192.0.2.0/24"), of("6to4", "192.88.99.0/24"), of("private", "192.168.0.0/16"),
            of("benchmarking", "198.18.0.0/15"), of("documentation", "198.51.100.0/24"),
            of("documentation", "203.0.113.0/24"), of("multicast", "224.0.0.0/4"),
            of("broadcast", "255.255.255.255/32"), of("reserved", "240.0.0.0/4"), of("unspecified", "::/128"),
            of("loopback", "::1/128"), of("IPv4-mapped", "::ffff:0:0/96"), of("IPv4-compatible", "::/96"),
            of("local NAT64", "64:ff9b:1::/48"), of("unique local", "fc00::/7"), of("link-local", "fe80::/10"),
            of("site-local", "fec0::/10"), of("multicast", "ff00::/8"), of("Teredo", "2001::/32"),
            of("benchmarking", "2001:2::/48"), of("documentation", "2001:db8::/32"), of("reserved", "2001::/23"),
            of("6to4", "2002::/16"), of("documentation", "3fff::/20"));

    /**
     * The kind of range that makes an address one that is not public; empty for a public address. An IPv6 address that
     * NAT64 translates is judged by the IPv4 address in it. Other IPv6 addresses that contain one (mapped, compatible,
     * 6to4, Teredo) are not public, whichever it is.
     */
    static Optional<String> kindOf(InetAddress inetAddress) {
        IPAddress address = ADDRESSES.from(inetAddress.getAddress());
        if (NAT64.contains(address)) {
            byte[] bytes = inetAddress.getAddress();
            address = ADDRESSES.from(Arrays.copyOfRange(bytes, NAT64_PREFIX_BYTES, bytes.length));
        }
        for (AddressRange range : SPECIAL) {
            if (range.block.contains(address)) {
                return Optional.of(range.kind);
            }
        }
        return address.isIPv6() && !PUBLIC_V6.contains(address) ? Optional.of("reserved") : Optional.empty();
    }

    private static AddressRange of(String kind, String block) {
        return new AddressRange(block(block), kind);
    }

    private static IPAddress block(String text) {
        return new IPAddressString(text).getAddress().toPrefixBlock();
    }
}

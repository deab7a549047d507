package dev.nudge.engine.provider;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Decides which addresses an organization's webhook may have, so that Nudge cannot be used to call servers in the
 * operator's own network. The URL is https and names its host in the usual way; and every address that the host
 * resolves to is public. As the resolver of the HTTP client, it checks the same addresses that the client then connects
 * to: the name is not resolved a second time. Thread-safe.
 */
final class EgressGuard implements DnsResolver {

    private static final int MAX_PORT = 65_535;

    private final boolean allowHttp;
    private final boolean allowPrivateAddresses;
    private final DnsResolver names;

    EgressGuard(boolean allowHttp, boolean allowPrivateAddresses, DnsResolver names) {
        this.allowHttp = allowHttp;
        this.allowPrivateAddresses = allowPrivateAddresses;
        this.names = names;
    }

    /**
     * Checks everything but the addresses of the host.
     *
     * @throws EgressRefusedException if the URL must not be called
     */
    URI check(String url) throws EgressRefusedException {
        URI uri = parse(url);
        String scheme = uri.getScheme();
        boolean isHttp = "http".equalsIgnoreCase(scheme);
        if (!isHttp && !"https".equalsIgnoreCase(scheme) || uri.getHost() == null || uri.getPort() == 0
                || uri.getPort() > MAX_PORT) {
            throw notAUrl();
        }
        if (uri.getRawUserInfo() != null) {
            throw new EgressRefusedException("The webhook URL of the host " + uri.getHost()
                    + " contains a user name or a password. Remove them.");
        }
        if (isNumberInOtherSpelling(uri.getHost())) {
            throw notAUrl();
        }
        if (isHttp && !allowHttp) {
            throw new EgressRefusedException("The webhook URL of the host " + uri.getHost()
                    + " is not encrypted. Use https, or set allow-http of the provider.");
        }
        return uri;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        if (allowPrivateAddresses) {
            return addresses;
        }
        for (InetAddress address : addresses) {
            Optional<String> kind = AddressRange.kindOf(address);
            if (kind.isPresent()) {
                throw new EgressRefusedException("The webhook's host " + host + " has an address in a range that is "
                        + "not public: " + kind.get() + ". Use a public host, or set allow-private-addresses of the "
                        + "provider.");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static URI parse(String url) throws EgressRefusedException {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException invalid) {
            throw notAUrl();
        }
    }

    /** Such as 0177.0.0.1 or 0x7f000001, which programs read differently. */
    private static boolean isNumberInOtherSpelling(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (!last.regionMatches(true, 0, "0x", 0, 2) && !last.chars().allMatch(EgressGuard::isDigit)) {
            return false;
        }
        try {
            return !Inet4Address.ofLiteral(host).getHostAddress().equals(host);
        } catch (IllegalArgumentException invalid) {
            return true;
        }
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static EgressRefusedException notAUrl() {
        return new EgressRefusedException(
                "The webhook URL is not one such as https://example.com/hook. Write an international host name in its "
                        + "ASCII form (xn--), and an IPv4 address as four decimal numbers.");
    }
}

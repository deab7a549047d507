package dev.nudge.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {

    private static final String NOT_A_URL = "The webhook URL is not one such as";

    private final EgressGuard guard = new EgressGuard(false, false, new Names());

    /** Answers with the given addresses, one list for each question. */
    private static final class Names implements DnsResolver {

        private final Deque<List<String>> answers = new ArrayDeque<>();

        Names answer(String... addresses) {
            answers.add(List.of(addresses));
            return this;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return answers.isEmpty()
                    ? SystemDefaultDnsResolver.INSTANCE.resolve(host)
                    : answers.remove().stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, unspecified", "0.1.2.3, unspecified", "10.0.0.0, private", "10.255.255.255, private",
            "100.64.0.1, shared (carrier-grade NAT)", "100.127.255.255, shared (carrier-grade NAT)",
            "100.100.100.200, metadata", "127.0.0.1, loopback", "127.255.255.254, loopback",
            "168.63.129.16, metadata", "169.254.169.254, metadata", "169.254.0.1, link-local",
            "169.254.170.2, link-local", "172.16.0.1, private", "172.31.255.255, private", "192.0.0.170, reserved",
            "192.0.2.1, documentation", "192.88.99.1, 6to4", "192.168.0.1, private", "192.168.255.255, private",
            "198.18.0.1, benchmarking", "198.19.255.255, benchmarking", "198.51.100.7, documentation",
            "203.0.113.7, documentation", "224.0.0.1, multicast", "239.255.255.255, multicast", "240.0.0.1, reserved",
            "255.255.255.254, reserved", "255.255.255.255, broadcast", "::, unspecified", "::1, loopback",
            "0:0:0:0:0:0:0:1, loopback", "::2, IPv4-compatible", "::127.0.0.1, IPv4-compatible",
            "::8.8.8.8, IPv4-compatible", "::ffff:127.0.0.1, loopback", "::ffff:7f00:1, loopback",
            "::ffff:10.1.2.3, private", "::ffff:169.254.169.254, metadata", "::ffff:0:127.0.0.1, reserved",
            "64:ff9b::10.0.0.1, private", "64:ff9b::7f00:1, loopback", "64:ff9b::169.254.169.254, metadata",
            "64:ff9b:1::8.8.8.8, local NAT64", "100::1, reserved", "2001::1, Teredo",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2, Teredo", "2001:2::1, benchmarking", "2001:10::1, reserved",
            "2001:20::1, reserved", "2001:db8::1, documentation", "2002:7f00:1::, 6to4", "2002:a00:1::1, 6to4",
            "3fff::1, documentation", "5f00::1, reserved", "4000::1, reserved", "fc00::1, unique local",
            "fd12:3456::1, unique local", "fd00:ec2::254, metadata", "fe80::1, link-local", "febf::1, link-local",
            "fec0::1, site-local", "ff02::1, multicast", "ff0e::1, multicast"})
    void an_address_that_is_not_public_is_refused(String address, String kind) {
        EgressGuard names = new EgressGuard(false, false, new Names().answer(address));

        assertThatExceptionOfType(EgressRefusedException.class).isThrownBy(() -> names.resolve("hooks.example.com"))
                .withMessage("The webhook's host hooks.example.com has an address in a range that is not public: "
                        + kind + ". Use a public host, or set allow-private-addresses of the provider.");
    }

    @Test
    void an_IPv4_mapped_address_of_IPv6_is_refused() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 8, 8, 8, 8};

        assertThat(AddressRange.kindOf(Inet6Address.getByAddress(null, mapped, 0))).contains("IPv4-mapped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
            "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
            "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"})
    void a_public_address_is_allowed(String address) throws UnknownHostException {
        EgressGuard names = new EgressGuard(false, false, new Names().answer(address));

        assertThat(names.resolve("hooks.example.com")).containsExactly(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://2130706433/", "https://017700000001/", "https://0x7f000001/",
            "https://0X7F000001/",
            "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://127.0.0.01/", "https://127.1/", "https://127.0.1/",
            "https://127.0.0.1./", "https://127.0.0.1.:443/", "https://127.0.0.256/", "https://127.0.0.0.1/",
            "https://127%2e0%2e0%2e1/", "https://%31%32%37.0.0.1/", "https://[::1/", "https://::1/", "https://[]/",
            "https://[127.0.0.1]/", "https://[::1]extra/", "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/",
            "https://bücher.example/", "https://ⓛocalhost/", "https://exa mple.com/", "https://example.com\\@10.0.0.1/",
            "https://a@b@127.0.0.1/", "https:///hook", "https://", "https:example.com", "//example.com/", "example.com",
            "", " ", "https://:443/", "https://example.com:0/", "https://example.com:65536/",
            "https://example.com:99999999999/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
            "javascript:alert(1)", "unix:/var/run/docker.sock", "https://under_score.example/",
            "https://example.com/\r\nHost: other"})
    void a_URL_in_another_spelling_is_refused(String url) {
        assertThatThrownBy(() -> new EgressGuard(true, true, new Names()).check(url))
                .isInstanceOf(EgressRefusedException.class).hasMessageStartingWith(NOT_A_URL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user@example.com/", "https://user:password@example.com/",
            "https://example.com@127.0.0.1/", "https://127.0.0.1@example.com/", "https://@example.com/"})
    void a_URL_with_user_information_is_refused_without_showing_it(String url) {
        assertThatThrownBy(() -> guard.check(url)).isInstanceOf(EgressRefusedException.class)
                .hasMessageContaining("a user name or a password").hasMessageNotContainingAny("user:", "password@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/hook", "HTTP://example.com/hook", "http://example.com:443/hook"})
    void http_is_refused_unless_it_is_allowed(String url) {
        assertThatThrownBy(() -> guard.check(url)).isInstanceOf(EgressRefusedException.class).hasMessage(
                "The webhook URL of the host example.com is not encrypted. Use https, or set allow-http of the provider.");
        assertThatCode(() -> new EgressGuard(true, false, new Names()).check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "https://example.com/hook?a=b#c", "HTTPS://EXAMPLE.COM:8443/hook",
            "https://xn--bcher-kva.example/", "https://8.8.8.8/", "https://[2606:4700::1111]:8443/hook"})
    void a_URL_of_a_public_host_is_allowed(String url) {
        assertThatCode(() -> guard.check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "[::1]", "::1", "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:a00:1]", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]"})
    void a_host_of_this_network_is_refused_in_each_spelling(String host) {
        assertThatThrownBy(() -> guard.resolve(host)).isInstanceOf(EgressRefusedException.class);
    }

    @Test
    void one_address_that_is_not_public_refuses_the_host() {
        EgressGuard names = new EgressGuard(false, false, new Names().answer("8.8.8.8", "1.1.1.1", "10.0.0.1"));

        assertThatThrownBy(() -> names.resolve("hooks.example.com")).isInstanceOf(EgressRefusedException.class);
    }

    @Test
    void the_addresses_that_are_checked_are_the_ones_that_are_called() throws UnknownHostException {
        EgressGuard names = new EgressGuard(false, false, new Names().answer("8.8.8.8").answer("127.0.0.1"));

        assertThat(names.resolve("hooks.example.com")).containsExactly(InetAddress.ofLiteral("8.8.8.8"));
        assertThatThrownBy(() -> names.resolve("hooks.example.com")).isInstanceOf(EgressRefusedException.class);
    }

    @Test
    void private_addresses_can_be_allowed() throws UnknownHostException {
        EgressGuard names = new EgressGuard(false, true, new Names().answer("10.0.0.1", "::1"));

        assertThat(names.resolve("hooks.internal")).hasSize(2);
    }
}

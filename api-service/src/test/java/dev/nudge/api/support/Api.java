package dev.nudge.api.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.UUID;
import org.springframework.core.env.Environment;

/** Creates clients of the running API. */
public final class Api {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Environment environment;

    public Api(Environment environment) {
        this.environment = environment;
    }

    public static String newOrganization() {
        return "org-" + UUID.randomUUID();
    }

    public Client member(String user, String organization) {
        return with(TestServers.IDENTITY.token(user, organization, "member"));
    }

    public Client admin(String user, String organization) {
        return with(TestServers.IDENTITY.token(user, organization, "member", "admin"));
    }

    public Client with(String token) {
        return new Client(http, at("local.server.port")).with("Authorization", "Bearer " + token);
    }

    public Client anonymous() {
        return new Client(http, at("local.server.port"));
    }

    public Client management() {
        return new Client(http, at("local.management.port"));
    }

    public int port() {
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }

    public int managementPort() {
        return environment.getRequiredProperty("local.management.port", Integer.class);
    }

    private URI at(String portProperty) {
        return URI.create("http://localhost:" + environment.getRequiredProperty(portProperty));
    }
}

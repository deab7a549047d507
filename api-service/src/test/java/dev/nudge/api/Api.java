package dev.nudge.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.UUID;
import org.springframework.core.env.Environment;

/** Where the running API is called. */
final class Api {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Environment environment;

    Api(Environment environment) {
        this.environment = environment;
    }

    static String newOrganization() {
        return "org-" + UUID.randomUUID();
    }

    Client member(String user, String organization) {
        return with(Neighbours.IDENTITY.token(user, organization, "member"));
    }

    Client admin(String user, String organization) {
        return with(Neighbours.IDENTITY.token(user, organization, "member", "admin"));
    }

    Client with(String token) {
        return new Client(http, at("local.server.port")).with("Authorization", "Bearer " + token);
    }

    Client anonymous() {
        return new Client(http, at("local.server.port"));
    }

    Client management() {
        return new Client(http, at("local.management.port"));
    }

    int port() {
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }

    int managementPort() {
        return environment.getRequiredProperty("local.management.port", Integer.class);
    }

    private URI at(String portProperty) {
        return URI.create("http://localhost:" + environment.getRequiredProperty(portProperty));
    }
}

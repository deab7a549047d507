package dev.nudge.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The catalog over HTTP; {@code CatalogTextsTest} compares it with the code and the documentation. */
@ApiTest
class CatalogTest {

    private final Client ana;

    CatalogTest(@Autowired Api api) {
        this.ana = api.member("ana", Api.newOrganization());
    }

    @Test
    void a_builder_learns_fields_operators_and_what_reasons_mean() {
        Answer catalog = ana.get("/api/catalog").is(200);

        assertThat(catalog.text()).contains(
                "{\"type\":\"message.received\",\"label\":\"A lead writes\"}",
                "\"path\":\"event.data.*\"",
                "{\"operator\":\"olderThan\",\"label\":\"is longer ago than\",\"operand\":\"duration\"",
                "{\"unit\":\"hours\",\"label\":\"hours\"}",
                "{\"channel\":\"webhook\",\"label\":\"Webhook\",\"addressKind\":null,\"providers\":[\"gateway\",\"hook\",\"log\"]}",
                "\"outcome\":\"SKIPPED\",\"reason\":\"PREFERENCE_OFF\",\"sentence\":\"The user asked has switched");
    }

    @Test
    void a_caller_who_has_the_catalog_gets_304() {
        String tag = Objects.requireNonNull(ana.get("/api/catalog").is(200).header("ETag"));

        ana.with("If-None-Match", tag).get("/api/catalog").is(304);
        ana.with("If-None-Match", "\"1-00000000\"").get("/api/catalog").is(200);
    }
}

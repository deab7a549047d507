package dev.nudge.standalone.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records that become dead letters. */
final class UnreadableEvents {

    private static final List<String> VALUES = List.of(
            """
            {"id":"crm-8810","type":"status_change","organizationId":"demo","leadId":"lead-012","data":{"from":"New lead"}}""",
            """
            {"id":"crm-8811","type":"status_change","organizationId":"demo","leadId":"lead-027","data":{"from":"New lead"}}""",
            """
            {"id":"gateway-77","organizationId":"demo","leadId":"lead-034","data":{"direction":"inbound","channel":"sms","body":"<b>Hello</b>"}}""",
            """
            {"id":"form-31","type":"lead.created","organizationId":"demo","lead":{"firstName":"<img src=x onerror=alert(1)>"}}""",
            """
            {"id":"crm-9002","type":"quote.sent","organizationId":"demo","leadId":"lead-054","data":{"amount":1e9999}}""",
            """
            [{"id":"crm-9003","type":"quote.sent","organizationId":"demo","leadId":"lead-064"}]""",
            "lead-071;Contacted;2026-11-20");

    private UnreadableEvents() {}

    static List<DemoEvent> of(Plan plan) {
        List<DemoEvent> events = new ArrayList<>();
        for (int i = 0; i < VALUES.size(); i++) {
            Instant at = plan.now().minus(Duration.ofHours(7 + 31L * i));
            events.add(new DemoEvent(at, "import-" + i, VALUES.get(i).getBytes(StandardCharsets.UTF_8)));
        }
        return events;
    }
}

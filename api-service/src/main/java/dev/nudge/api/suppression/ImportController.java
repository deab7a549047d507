package dev.nudge.api.suppression;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.TextBody;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/suppressions/import}: suppresses the addresses in a file. It can be sent again after an error. */
@RestController
final class ImportController {

    private static final Logger LOG = LoggerFactory.getLogger(ImportController.class);
    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    /** Of clients that cannot send the others: the file's first character tells which it is. */
    private static final String ANY = MediaType.APPLICATION_OCTET_STREAM_VALUE;

    private final SuppressionChanges changes;

    ImportController(SuppressionChanges changes) {
        this.changes = changes;
    }

    /** Suppresses the valid addresses; the response counts the entries and lists the first errors by line. */
    @HeavyRequest
    @PostMapping(path = "/api/suppressions/import", consumes = {CSV, NDJSON, ANY})
    Map<String, Object> importFile(@AuthenticationPrincipal Caller caller, TextBody body) {
        String region = changes.region(caller);
        List<String> lines = body.lines();
        ImportFile file = body.is(MediaType.parseMediaType(NDJSON))
                || body.is(MediaType.APPLICATION_OCTET_STREAM) && ImportFile.looksLikeJson(lines)
                        ? ImportFile.ofJson(lines, region)
                        : ImportFile.ofCsv(lines, region);
        int leads = changes.suppress(caller, file.addresses(), Source.IMPORT);
        LOG.info("{} of {} imported {} suppressions", caller.userId(), caller.organizationId(),
                file.addresses().size());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("entries", file.entries());
        json.put("suppressed", file.addresses().size());
        json.put("invalid", file.invalid());
        json.put("leads", leads);
        json.put("errors", file.errors());
        return json;
    }
}

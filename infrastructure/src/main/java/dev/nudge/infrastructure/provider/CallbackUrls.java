package dev.nudge.infrastructure.provider;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The URLs at which providers report to Nudge. */
public final class CallbackUrls {

    private CallbackUrls() {}

    /**
     * Where Twilio reports what became of a message.
     *
     * @param publicUrl without a slash at its end
     */
    public static URI twilioStatus(URI publicUrl, String organizationId, String messageId, String leadId) {
        return URI.create(publicUrl + "/callbacks/twilio/" + organizationId + "/status?message=" + encoded(messageId)
                + "&lead=" + encoded(leadId));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

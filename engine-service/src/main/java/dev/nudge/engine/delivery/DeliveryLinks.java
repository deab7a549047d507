package dev.nudge.engine.delivery;

import com.mongodb.client.MongoDatabase;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.provider.CallbackUrls;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.unsubscribe.UnsubscribeLinks;
import dev.nudge.infrastructure.unsubscribe.Unsubscription;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The addresses of the API that a message carries, under the public URL. */
public final class DeliveryLinks {

    private final @Nullable URI publicUrl;
    private final UnsubscribeLinks unsubscribeLinks;

    public DeliveryLinks(DeliverySettings settings, MongoDatabase database) {
        this.publicUrl = settings.publicUrl();
        this.unsubscribeLinks = new UnsubscribeLinks(database);
    }

    /** Where a provider reports what becomes of a message; null without a public URL. */
    @Nullable
    String status(String organizationId, String messageId, String leadId) {
        return publicUrl == null
                ? null
                : CallbackUrls.twilioStatus(publicUrl, organizationId, messageId, leadId).toString();
    }

    /** Where the recipient of an e-mail unsubscribes with one click; null without a public URL. */
    @Nullable
    String unsubscribe(String organizationId, String leadId, String email) {
        return publicUrl == null
                ? null
                : unsubscribeLinks.link(publicUrl, new Unsubscription(organizationId, leadId,
                        Address.ofNormalised(AddressKind.EMAIL, email))).toString();
    }
}

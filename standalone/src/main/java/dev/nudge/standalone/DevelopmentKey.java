package dev.nudge.standalone;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;

/** The key that signs development tokens: generated on the first start and readable by the owner of the file only. */
final class DevelopmentKey {

    private DevelopmentKey() {}

    static ECKey in(Path directory) {
        Path file = directory.resolve("token-key.json");
        try {
            return Files.exists(file) ? ECKey.parse(Files.readString(file)) : generate(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (ParseException notOurs) {
            throw new CannotStartException("the file " + file
                    + " is not a key for development tokens; remove the file to generate a new key.");
        }
    }

    private static ECKey generate(Path file) throws IOException {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
            Path unfinished = Files.createTempFile(file.getParent(), "token-key", ".tmp"); // readable by its owner only
            Files.writeString(unfinished, key.toJSONString());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } catch (JOSEException unexpected) {
            throw new IllegalStateException("Expected this JVM to support P-256 keys", unexpected);
        }
    }
}

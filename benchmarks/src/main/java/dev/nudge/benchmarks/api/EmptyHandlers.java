package dev.nudge.benchmarks.api;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Two handlers in the API's server that read the body and do nothing: one behind the same security and filters as the
 * API's calls, and a servlet without any filters.
 */
@Configuration(proxyBeanMethods = false)
public class EmptyHandlers {

    public static final String BEHIND_SECURITY = "/api/empty";
    public static final String RAW = "/raw";

    @RestController
    static final class Empty {

        @RequestMapping(BEHIND_SECURITY)
        Map<String, Object> nothing(InputStream body) throws IOException {
            body.transferTo(OutputStream.nullOutputStream());
            return Map.of();
        }
    }

    static final class Raw extends HttpServlet {

        private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.setContentType("application/json");
            response.getOutputStream().write(NOTHING);
        }
    }

    @Bean
    ServletRegistrationBean<Raw> rawHandler() {
        return new ServletRegistrationBean<>(new Raw(), RAW);
    }
}

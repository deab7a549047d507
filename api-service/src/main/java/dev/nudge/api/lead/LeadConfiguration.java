package dev.nudge.api.lead;

import dev.nudge.api.kafka.KafkaProducerGateway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/leads} for leads, opt-outs and runs. */
@Configuration(proxyBeanMethods = false)
@Import({LeadController.class, OptOutController.class, RunController.class})
public class LeadConfiguration {

    @Bean
    Leads apiLeads(MongoTemplate store) {
        return new Leads(store);
    }

    @Bean
    LeadEvents apiLeadEvents(KafkaProducerGateway producer) {
        return new LeadEvents(producer);
    }
}

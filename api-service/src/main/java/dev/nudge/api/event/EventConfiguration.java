package dev.nudge.api.event;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The route {@code /api/events}. */
@Configuration(proxyBeanMethods = false)
@Import(EventController.class)
public class EventConfiguration {}

package dev.nudge.api.preference;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes for preferences under {@code /api/automations/{id}}. */
@Configuration(proxyBeanMethods = false)
@Import({PreferenceController.class, EffectivePreferenceController.class})
public class PreferenceConfiguration {}

package dev.nudge.automation;

/** An entry of {@code actions.sendMessage}: one message to the lead per firing (F1). */
public record SendMessage(String template, Channel channel) {}

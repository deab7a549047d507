package dev.nudge.standalone.console;

/** Who signs in at the demo, with the name of the button. */
enum DemoUser {

    MARIA("Maria, admin"),
    ALICE("Alice, member"),
    OMAR("Omar, operator");

    private final String label;

    DemoUser(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}

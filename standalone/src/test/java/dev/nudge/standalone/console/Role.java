package dev.nudge.standalone.console;

/** A role of elements, with the CSS selector of those that may have it. */
enum Role {

    BUTTON("button"),
    LINK("a[href]"),
    TEXT_BOX("textarea, input:not([type=checkbox], [type=radio], [type=hidden])"),
    COMBO_BOX("input[role=combobox], [aria-haspopup=listbox]"),
    OPTION("[role=option]"),
    SWITCH("input[role=switch]"),
    RADIO("input[type=radio]"),
    TABLE("table"),
    LIST("ul, ol"),
    DIALOG("[role=dialog]"),
    HEADING("h1, h2, h3"),
    REGION("section");

    private final String selector;

    Role(String selector) {
        this.selector = selector;
    }

    String selector() {
        return selector;
    }

    /** Whether the element itself is invisible, so that a mouse clicks its label. */
    boolean isClickedByLabel() {
        return this == SWITCH || this == RADIO;
    }
}

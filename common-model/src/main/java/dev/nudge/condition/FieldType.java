package dev.nudge.condition;

/**
 * The type of a field, which determines the operators that can compare its values. Conditions may use other operators,
 * too; their result is unknown (K2), or of no use.
 */
public enum FieldType {

    TEXT("text"),
    /** A list of texts, of which the operators of texts judge the elements. */
    TEXTS("text"),
    NUMBER("number"),
    INSTANT("instant"),
    /** Whatever the producer sends. */
    ANY("any");

    private final String json;

    FieldType(String json) {
        this.json = json;
    }

    /** The name in the catalog; a list has the name of its elements. */
    public String json() {
        return json;
    }

    public boolean isList() {
        return this == TEXTS;
    }

    /** Whether the operator compares values of this type. */
    public boolean allows(Operator operator) {
        return this == ANY || switch (operator) {
            case EXISTS, NOT_EXISTS, CHANGED -> true;
            case EQ, NEQ, IN, NOT_IN -> this != INSTANT;
            case CHANGED_FROM, CHANGED_TO -> this == TEXT || this == NUMBER;
            case CONTAINS, NOT_CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES -> this == TEXT || this == TEXTS;
            case GT, GTE, LT, LTE, BETWEEN -> this == NUMBER || this == INSTANT;
            case WITHIN_LAST, OLDER_THAN -> this == INSTANT;
        };
    }
}

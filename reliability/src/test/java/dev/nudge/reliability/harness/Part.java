package dev.nudge.reliability.harness;

import java.util.List;

/** The processes of the harness. */
enum Part {
    BROKER,
    STORE,
    API,
    ENGINE_1,
    ENGINE_2;

    static final List<Part> ENGINES = List.of(ENGINE_1, ENGINE_2);
    static final List<Part> SERVICES = List.of(API, ENGINE_1, ENGINE_2);

    /** The name in tables, the same for both engines. */
    String kind() {
        return switch (this) {
            case BROKER -> "broker";
            case STORE -> "store";
            case API -> "api-service";
            case ENGINE_1, ENGINE_2 -> "engine-service";
        };
    }
}

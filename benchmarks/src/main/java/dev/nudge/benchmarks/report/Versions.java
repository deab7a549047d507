package dev.nudge.benchmarks.report;

/** The versions of libraries. */
public final class Versions {

    private Versions() {}

    /**
     * @param library one of its classes
     * @return the version in the name of its jar, for example {@code 2.5.2}
     */
    public static String of(Class<?> library) {
        String jar = library.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceFirst(".*-(\\d[^/]*)\\.jar", "$1");
    }
}

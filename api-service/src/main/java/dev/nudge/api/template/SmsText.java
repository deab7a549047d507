package dev.nudge.api.template;

/**
 * How a text is sent as SMS (3GPP TS 23.038 and 23.040).
 *
 * @param encoding of the text: {@code GSM-7} when all its characters are in that alphabet, otherwise {@code UCS-2}
 * @param length in the encoding's units: septets, of which some characters need two, or UTF-16 code units
 * @param segments the number of messages that the text is divided into
 */
record SmsText(String encoding, int length, int segments) {

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** Characters that need two septets. */
    private static final String EXTENSION = "\f^{}\\[~]|€";

    private static final int GSM_SINGLE = 160;
    private static final int GSM_PART = 153;
    private static final int UCS_SINGLE = 70;
    private static final int UCS_PART = 67;

    static SmsText of(String text) {
        boolean isGsm = text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENSION.indexOf(c) >= 0);
        return isGsm
                ? of("GSM-7", text.chars().map(c -> EXTENSION.indexOf(c) >= 0 ? 2 : 1).toArray(), GSM_SINGLE, GSM_PART)
                : of("UCS-2", text.codePoints().map(Character::charCount).toArray(), UCS_SINGLE, UCS_PART);
    }

    /** A character of two units is never divided between two segments. */
    private static SmsText of(String encoding, int[] units, int single, int part) {
        int length = 0;
        int segments = 1;
        int used = 0;
        for (int unit : units) {
            length += unit;
            if (used + unit > part) {
                segments++;
                used = 0;
            }
            used += unit;
        }
        return new SmsText(encoding, length, length <= single ? 1 : segments);
    }
}

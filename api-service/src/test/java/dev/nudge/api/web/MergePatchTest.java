package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

    /** The examples of RFC 7396, appendix A, that are objects. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'a':'b'} | {'a':'c'} | {'a':'c'}",
            "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
            "{'a':'b'} | {'a':null} | {}",
            "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
            "{'a':['b']} | {'a':'c'} | {'a':'c'}",
            "{'a':'c'} | {'a':['b']} | {'a':['b']}",
            "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
            "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
            "{'e':null} | {'a':1} | {'e':null,'a':1}",
            "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}"})
    void objects_are_merged_and_a_null_removes(String target, String patch, String merged) {
        assertThat(MergePatch.apply(Json.object(json(target)), json(patch))).isEqualTo(json(merged));
    }

    private static Map<?, ?> json(String text) {
        Object json = JsonCodec.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).orThrow().json();
        return json instanceof Map<?, ?> object ? object : Map.of("not an object", text);
    }
}

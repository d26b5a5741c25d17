package org.consentry.mappers.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views that are none, that mean two things, and that would never end: each is refused by its place. */
class OddViewsTests {
    private static final String COLUMN = "'column':[{'name':'a','path':'id'}]";

    private static ViewDefinition view(String rest) {
        return ViewDefinition.compile(
                bytes("{'resourceType':'ViewDefinition','resource':'QuestionnaireResponse'," + rest + "}"));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'select':[{}]|select",
                "'select':[5]|select",
                "'select':{'column':[]}|select",
                "'select':[{'column':[{'name':'a'}]}]|column a",
                "'select':[{'column':[{'path':'id'}]}]|column",
                "'select':[{'column':[{'name':'1a','path':'id'}]}]|column",
                "'select':[{'column':[{'name':'a b','path':'id'}]}]|column",
                "'select':[{'column':[{'name':'a;drop','path':'id'}]}]|column",
                "'select':[{'column':[{'name':'a','path':'id'},{'name':'a','path':'id'}]}]|column a",
                "'select':[{'column':[{'name':'a','path':''}]}]|column a",
                "'select':[{'column':[{'name':'a','path':7}]}]|column a",
                "'select':[{'column':[{'name':'a','path':'id)'}]}]|path",
                "'select':[{'column':[{'name':'a','path':'id.'}]}]|path",
                "'select':[{'column':[{'name':'a','path':'descendants()'}]}]|",
                "'select':[{'column':[{'name':'a','path':'%nothing'}]}]|path",
                "'select':[{'column':[{'name':'a','path':'(((('}]}]|path",
                "'select':[{'forEach':'item','forEachOrNull':'item'," + COLUMN + "}]|select",
                "'select':[{'forEach':'item','repeat':['item']," + COLUMN + "}]|select",
                "'select':[{'repeat':'item'," + COLUMN + "}]|repeat",
                "'select':[{'repeat':[]," + COLUMN + "}]|repeat",
                "'select':[{'repeat':[7]," + COLUMN + "}]|repeat",
                "'select':[{'forEach':''," + COLUMN + "}]|forEach",
                "'select':[{'unionAll':[{" + COLUMN + "},{'column':[{'name':'b','path':'id'}]}]}]|unionAll",
                "'select':[{" + COLUMN + "}],'constant':[{'name':'c'}]|constant",
                "'select':[{" + COLUMN + "}],'constant':[{'valueString':'c'}]|constant",
                "'select':[{" + COLUMN + "}],'constant':[{'name':'c','valueString':'c','valueCode':'d'}]|constant",
                "'select':[{" + COLUMN + "}],'constant':[{'name':'c','valueCoding':{}}]|constant",
                "'select':[{" + COLUMN
                        + "}],'constant':[{'name':'c','valueString':'c'},{'name':'c','valueString':'d'}]|constant",
                "'select':[{" + COLUMN + "}],'constant':[{'name':'c d','valueString':'c'}]|constant",
                "'select':[{" + COLUMN + "}],'where':[{}]|where",
                "'select':[{" + COLUMN + "}],'where':[{'path':'id ='}]|path"
            })
    void isRefusedByItsPlace(String view, String place) {
        Throwable refused = catchThrowable(() -> view(view));

        assertThat(refused).isInstanceOf(ViewRefused.class);
        if (place != null) {
            assertThat(refused.getMessage()).contains(place);
        }
    }

    @Test
    void isRefusedHoweverDeepItIs() {
        String deep = "{'select':[".repeat(5_000) + "{" + COLUMN + "}" + "]}".repeat(5_000);

        assertThatThrownBy(() -> view("'select':[" + deep.substring(0, 200) + "]"))
                .isInstanceOf(ViewRefused.class);
        assertThatThrownBy(() ->
                        view("'select':[" + "{'select':[".repeat(100) + "{" + COLUMN + "}" + "]}".repeat(100) + "]"))
                .isInstanceOf(ViewRefused.class);
        assertThatThrownBy(() -> view("'select':[{'column':[{'name':'a','path':'" + "(".repeat(2_000) + "'}]}]"))
                .isInstanceOf(ViewRefused.class);
    }

    /** Steps that find the same again and again would be followed for ever, or into every combination of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'$this'",
                "'%resource'",
                "'item','item'",
                "'item','item.item','item'",
                "'item','answer.item','item','answer.item'"
            })
    void aRepetitionEnds(String steps) {
        ViewDefinition view = view("'select':[{'repeat':[" + steps + "],'column':[{'name':'a','path':'linkId'}]}]");
        String items = "{'linkId':'x','item':[".repeat(30) + "{'linkId':'y'}" + "]}".repeat(30);
        byte[] resource = bytes("{'resourceType':'QuestionnaireResponse','item':[" + items + "]}");

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThatThrownBy(() -> view.rows(resource)).isInstanceOf(ViewRefused.class);
        });
    }
}

package dev.nudge.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmailBodyTest {

    @Test
    void line_breaks_of_plain_text_are_kept_in_html() {
        EmailBody body = EmailBody.of("Hi Ana,\n\nTom &amp; I say <b>hello</b>.\r\nBye &lt;3");

        assertThat(body.html()).isEqualTo(
                "Hi Ana,<br>\r\n<br>\r\nTom &amp; I say <b>hello</b>.<br>\r\nBye &lt;3");
        assertThat(body.text()).isEqualTo("Hi Ana,\r\n\r\nTom & I say hello.\r\nBye <3");
    }

    @Test
    void a_line_break_within_a_tag_is_no_line_break() {
        EmailBody body = EmailBody.of("See <a\nhref=\"https://example.com/\">this\npage</a>");

        assertThat(body.html())
                .isEqualTo("See <a href=\"https://example.com/\">this<br>\r\npage</a>");
        assertThat(body.text()).isEqualTo("See this\r\npage (https://example.com/)");
    }

    @Test
    void html_with_layout_stays_as_it_is() {
        String source = "<p>Hi\nAna</p>\n<div>Bye</div>";

        assertThat(EmailBody.of(source).html()).isEqualTo("<p>Hi\r\nAna</p>\r\n<div>Bye</div>");
        assertThat(EmailBody.of("one<br>two\nthree").html()).isEqualTo("one<br>two\r\nthree");
    }

    @Test
    void the_text_has_paragraphs_lists_and_cells() {
        EmailBody body = EmailBody.of("""
                <html><head><title>Title</title><style>p { color: red }</style></head><body>
                <h1>Homes</h1>
                <p>Two   homes<br>for&nbsp;you:</p>
                <ul><li>Main Street</li><li>Park <b>Lane</b></li></ul>
                <table><tr><td>Price</td><td>100</td></tr><tr><td>Rooms</td><td>3</td></tr></table>
                <script>alert(1)</script><pre>a  b
                 c</pre><div>Bye</div></body></html>""");

        assertThat(body.text()).isEqualTo("""
                Homes

                Two homes
                for you:

                - Main Street
                - Park Lane

                Price 100
                Rooms 3

                a  b
                 c

                Bye""".replace("\n", "\r\n"));
    }

    @Test
    void links_keep_their_url_once() {
        EmailBody body = EmailBody.of("<p><a href='https://a.example/'>https://a.example/</a>"
                + " <a href='mailto:x@a.example'>x@a.example</a> <a href='#top'>top</a> <a href='tel:+14155550100'>Call</a>"
                + " <a href='https://b.example/'><img src='b.png' alt=''></a></p>");

        assertThat(body.text()).isEqualTo(
                "https://a.example/ x@a.example top Call (tel:+14155550100) https://b.example/");
    }

    @Test
    void an_empty_body_is_empty() {
        assertThat(EmailBody.of("")).isEqualTo(new EmailBody("", ""));
    }

    @Test
    void deeply_nested_html_is_read() {
        assertThat(EmailBody.of("<div>".repeat(12_000) + "deep").text()).isEqualTo("deep");
    }
}

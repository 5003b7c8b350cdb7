package io.stator.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures are those of the examples that AWS has published. */
final class SignatureV4Test {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String TIME = "20150830T123600Z";
    private static final String NO_BODY = SignatureV4.sha256(new byte[0]);

    private static String signature(HttpHead head, List<String> signed, String service) {
        SignatureV4.Scope scope = new SignatureV4.Scope("20150830", "us-east-1", service);
        String request = SignatureV4.canonicalRequest(head, null, signed, NO_BODY);
        return HexFormat.of()
                .formatHex(new SigningKeys().sign("key", SECRET, scope, SignatureV4.textToSign(TIME, scope, request)));
    }

    @Test
    void theHashOfNothingIsTheKnownOne() {
        assertThat(NO_BODY).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void theExampleOfTheGuideHasItsSignature() {
        HttpHead listUsers = new HttpHead(
                "GET",
                "/",
                "Version=2010-05-08&Action=ListUsers",
                Map.of(
                        "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                        "host", "iam.amazonaws.com",
                        "x-amz-date", TIME));
        List<String> signed = List.of("x-amz-date", "host", "content-type");
        String request = SignatureV4.canonicalRequest(listUsers, null, signed, NO_BODY);
        assertThat(SignatureV4.sha256(request.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo("f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
        assertThat(signature(listUsers, signed, "iam"))
                .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @ParameterizedTest
    @CsvSource({"/", "//", "/./", "/a/..", "/a/../"})
    void theSimplestRequestOfTheSuiteHasItsSignature(String path) {
        HttpHead get = new HttpHead(
                "get", path, null, Map.of("host", "example.amazonaws.com", "x-amz-date", TIME, "other", "x"));
        assertThat(signature(get, List.of("host", "x-amz-date"), "service"))
                .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void whatIsSignedHasOneForm() {
        HttpHead head = new HttpHead(
                "post", "/a b/é/~c/", "b=2&a&a=1", Map.of("host", "  h   x ", "x-b", "2", "not-signed", "3"));
        assertThat(SignatureV4.canonicalRequest(head, null, List.of("x-c", "x-b", "host"), "hash"))
                .isEqualTo("POST\n/a%20b/%C3%A9/~c/\na=&a=1&b=2\nhost:h x\nx-b:2\n\nhost;x-b;x-c\nhash");
    }
}

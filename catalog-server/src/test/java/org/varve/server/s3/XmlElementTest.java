// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlElementTest {
  @Test
  void elementsAreReadWithAndWithoutANamespace() {
    XmlElement delete =
        XmlElement.parse(
            "Delete",
            ("<?xml version=\"1.0\"?>\n<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                    + "<Object><Key>a &amp; <![CDATA[<b>]]></Key></Object><Quiet>true</Quiet></Delete>")
                .getBytes(UTF_8));

    assertThat(delete.findText("Quiet")).contains("true");
    assertThat(delete.children("Object"))
        .extracting(object -> object.requireText("Key"))
        .containsExactly("a & <b>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<Delete>",
        "<Other/>",
        "<!DOCTYPE Delete [<!ENTITY e \"x\">]><Delete>&e;</Delete>",
        "<!DOCTYPE Delete SYSTEM \"file:///etc/passwd\"><Delete/>",
        "<Delete>&unknown;</Delete>",
        "<Delete><a><b><c><d><e><f><g><h/></g></f></e></d></c></b></a></Delete>"
      })
  void whatCouldHarmIsRefused(String document) {
    assertThatThrownBy(() -> XmlElement.parse("Delete", document.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML))
        .hasMessageStartingWith("The XML you provided was not well-formed");
  }
}

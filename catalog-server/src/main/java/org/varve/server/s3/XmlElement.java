// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request's XML, without its namespace. Immutable.
 *
 * <p>Read without document types and entities, to a small depth: whoever sends it chose what is in
 * it.
 */
record XmlElement(String name, String text, List<XmlElement> children) {
  private static final int MAX_DEPTH = 8;
  private static final XMLInputFactory FACTORY = hardenedFactory();

  XmlElement {
    children = List.copyOf(children);
  }

  /**
   * @throws S3Exception with {@code MalformedXML} if it is not well-formed, or has another root
   */
  static XmlElement parse(String root, byte[] document) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
          throw malformed();
        }
      }
      XmlElement element = read(reader, 1);
      if (!element.name.equals(root)) {
        throw malformed();
      }
      return element;
    } catch (XMLStreamException e) {
      throw malformed();
    }
  }

  static S3Exception malformed() {
    return new S3Exception(
        S3ErrorCode.MALFORMED_XML,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  List<XmlElement> children(String childName) {
    return children.stream().filter(child -> child.name.equals(childName)).toList();
  }

  /** The text of the only child of this name. */
  Optional<String> findText(String childName) {
    List<XmlElement> named = children(childName);
    if (named.size() > 1) {
      throw malformed();
    }
    return named.stream().map(XmlElement::text).findFirst();
  }

  String requireText(String childName) {
    return findText(childName).orElseThrow(XmlElement::malformed);
  }

  private static XmlElement read(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > MAX_DEPTH) {
      throw malformed();
    }
    String name = reader.getLocalName();
    var text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(read(reader, depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
      }
    }
    return new XmlElement(name, text.toString(), children);
  }

  private static XMLInputFactory hardenedFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the XML of answers. One thread at a time. */
final class S3Xml {
  static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final XMLStreamWriter writer;

  private S3Xml(XMLStreamWriter writer) {
    this.writer = writer;
  }

  /** A document in S3's namespace. */
  static byte[] document(String root, Consumer<S3Xml> content) {
    return format(true, root, NAMESPACE, content);
  }

  /** The root element alone, for an answer whose declaration is already on its way. */
  static byte[] element(String root, Consumer<S3Xml> content) {
    return format(false, root, NAMESPACE, content);
  }

  /** An error, which is in no namespace. */
  static byte[] error(Consumer<S3Xml> content) {
    return format(true, "Error", "", content);
  }

  /** The same, for an answer whose declaration is already on its way. */
  static byte[] errorElement(Consumer<S3Xml> content) {
    return format(false, "Error", "", content);
  }

  S3Xml text(String name, String value) {
    return group(name, xml -> xml.characters(value));
  }

  void characters(String value) {
    run(() -> writer.writeCharacters(value));
  }

  S3Xml text(String name, long value) {
    return text(name, Long.toString(value));
  }

  S3Xml text(String name, boolean value) {
    return text(name, Boolean.toString(value));
  }

  S3Xml group(String name, Consumer<S3Xml> content) {
    run(() -> writer.writeStartElement(name));
    content.accept(this);
    run(writer::writeEndElement);
    return this;
  }

  private static byte[] format(
      boolean declared, String root, String namespace, Consumer<S3Xml> content) {
    var bytes = new ByteArrayOutputStream();
    if (declared) {
      bytes.writeBytes(DECLARATION.getBytes(StandardCharsets.UTF_8));
    }
    run(
        () -> {
          XMLStreamWriter writer = FACTORY.createXMLStreamWriter(bytes, "UTF-8");
          writer.writeStartElement(root);
          if (!namespace.isEmpty()) {
            writer.writeDefaultNamespace(namespace);
          }
          content.accept(new S3Xml(writer));
          writer.writeEndElement();
          writer.close();
        });
    return bytes.toByteArray();
  }

  private static void run(XmlAction action) {
    try {
      action.run();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Memory takes any XML", e);
    }
  }

  @FunctionalInterface
  private interface XmlAction {
    void run() throws XMLStreamException;
  }
}

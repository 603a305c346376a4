// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.ArrayList;
import java.util.List;

/**
 * One element of iRODS' XML: a name with text or with children, no attributes. Of entities there
 * are five, and everything else between two tags is taken as it is.
 */
final class Packed {
  private final String name;
  private final List<Packed> children = new ArrayList<>();
  private String text = "";

  Packed(String name) {
    this.name = name;
  }

  Packed with(String child, Object value) {
    var element = new Packed(child);
    element.text = String.valueOf(value);
    children.add(element);
    return this;
  }

  Packed with(Packed child) {
    children.add(child);
    return this;
  }

  String name() {
    return name;
  }

  /** The text of the first child of that name, empty if there is none. */
  String text(String child) {
    return children.stream()
        .filter(element -> element.name.equals(child))
        .map(element -> element.text)
        .findFirst()
        .orElse("");
  }

  int number(String child) {
    String value = text(child);
    return value.isEmpty() ? 0 : Integer.parseInt(value);
  }

  long longNumber(String child) {
    String value = text(child);
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  List<String> texts(String child) {
    return all(child).stream().map(element -> element.text).toList();
  }

  List<Packed> all(String child) {
    return children.stream().filter(element -> element.name.equals(child)).toList();
  }

  /** The first child of that name, or an empty one. */
  Packed child(String child) {
    List<Packed> found = all(child);
    return found.isEmpty() ? new Packed(child) : found.get(0);
  }

  String format() {
    var out = new StringBuilder();
    format(out);
    return out.toString();
  }

  private void format(StringBuilder out) {
    out.append('<').append(name).append('>');
    if (children.isEmpty()) {
      out.append(escape(text));
    } else {
      out.append('\n');
      children.forEach(child -> child.format(out));
    }
    out.append("</").append(name).append(">\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&apos;");
  }

  private static String unescape(String text) {
    return text.replace("&apos;", "'")
        .replace("&quot;", "\"")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&");
  }

  static Packed parse(String xml) {
    return new Parser(xml).element();
  }

  private static final class Parser {
    private final String xml;
    private int at;

    Parser(String xml) {
      this.xml = xml;
    }

    Packed element() {
      at = xml.indexOf('<', at) + 1;
      int end = xml.indexOf('>', at);
      String tag = xml.substring(at, end);
      at = end + 1;
      if (tag.endsWith("/")) {
        return new Packed(tag.substring(0, tag.length() - 1).strip());
      }
      var element = new Packed(tag);
      String closing = "</" + tag + ">";
      while (true) {
        int next = xml.indexOf('<', at);
        if (xml.startsWith(closing, next)) {
          if (element.children.isEmpty()) {
            element.text = unescape(xml.substring(at, next));
          }
          at = next + closing.length();
          return element;
        }
        element.children.add(element());
      }
    }
  }
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Enum constants as settings write them: in lower case. */
final class Choices {
  private Choices() {}

  static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E parse(String key, Class<E> type, String text) {
    E[] choices = type.getEnumConstants();
    for (E choice : choices) {
      if (name(choice).equals(text)) {
        return choice;
      }
    }
    String allowed = Arrays.stream(choices).map(Choices::name).collect(Collectors.joining(", "));
    throw new ConfigException("Invalid " + key + ": not one of " + allowed + ": " + text);
  }
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of one group of settings. Remembers every key that was asked for, so that an unknown
 * key can be named and a resolved one shown. One thread at a time.
 */
final class Settings {
  private final SmallRyeConfig config;
  private final String prefix;
  private final Map<String, Setting> seen;

  private Settings(SmallRyeConfig config, String prefix, Map<String, Setting> seen) {
    this.config = config;
    this.prefix = prefix;
    this.seen = seen;
  }

  static Settings root(SmallRyeConfig config) {
    return new Settings(config, "", new LinkedHashMap<>());
  }

  Settings group(String name) {
    return new Settings(config, prefix + name + ".", seen);
  }

  /** Every setting that was asked for so far, by key, in that order. */
  Map<String, Setting> seen() {
    return seen;
  }

  String text(String name, String defaultValue) {
    return read(name, defaultValue, defaultValue, Function.identity());
  }

  Optional<String> optionalText(String name) {
    return read(name, Optional.empty(), "", Optional::of);
  }

  Path path(String name, Path defaultValue) {
    return read(name, defaultValue, defaultValue.toString(), Path::of);
  }

  int intValue(String name, int defaultValue) {
    return read(name, defaultValue, Integer.toString(defaultValue), text -> parseInt(name, text));
  }

  Duration duration(String name, Duration defaultValue) {
    return read(
        name,
        defaultValue,
        Durations.format(defaultValue),
        text -> Durations.parse(prefix + name, text));
  }

  ByteSize size(String name, ByteSize defaultValue) {
    return read(
        name, defaultValue, defaultValue.toString(), text -> ByteSize.parse(prefix + name, text));
  }

  <E extends Enum<E>> E oneOf(String name, E defaultValue, Class<E> type) {
    return read(
        name,
        defaultValue,
        Choices.name(defaultValue),
        text -> Choices.parse(prefix + name, type, text));
  }

  /** The secret of that name, or of the file that {@code <name>-file} names. */
  Optional<Secret> secret(String name) {
    Optional<Secret> value =
        readShown(name, Optional.empty(), "", text -> Optional.of(new Secret(text)), Secret.MASK);
    String fileName = name + "-file";
    Optional<Secret> inFile =
        read(fileName, Optional.empty(), "", text -> Optional.of(readSecret(fileName, text)));
    if (value.isPresent() && inFile.isPresent()) {
      throw new ConfigException(
          "Invalid " + prefix + fileName + ": " + prefix + name + " is set as well");
    }
    return value.or(() -> inFile);
  }

  private <T> T read(String name, T defaultValue, String defaultText, Function<String, T> parser) {
    return readShown(name, defaultValue, defaultText, parser, null);
  }

  private <T> T readShown(
      String name,
      T defaultValue,
      String defaultText,
      Function<String, T> parser,
      @Nullable String mask) {
    String key = prefix + name;
    ConfigValue found = config.getConfigValue(key);
    String text = found.getValue();
    if (text == null || text.isEmpty()) {
      seen.put(key, new Setting(key, defaultText, defaultText, "default"));
      return defaultValue;
    }
    String shown = mask == null ? text : mask;
    seen.put(key, new Setting(key, defaultText, shown, Origins.of(found)));
    return parser.apply(text);
  }

  private int parseInt(String name, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new ConfigException("Invalid " + prefix + name + ": not a whole number: " + text, e);
    }
  }

  private Secret readSecret(String name, String file) {
    try {
      return new Secret(Files.readString(Path.of(file)).strip());
    } catch (IOException e) {
      throw new ConfigException("Invalid " + prefix + name + ": cannot read the file: " + file, e);
    }
  }
}

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
import org.varve.storage.irods.IcommandsSettings;

/**
 * The values of one group of settings. Remembers every key that was asked for, so that an unknown
 * key can be named and a resolved one shown. One thread at a time.
 */
final class Settings {
  private final SmallRyeConfig config;
  private final String prefix;
  private final Map<String, Setting> seen;
  private final Function<String, Optional<IcommandsSettings.Found>> elsewhere;

  private Settings(
      SmallRyeConfig config,
      String prefix,
      Map<String, Setting> seen,
      Function<String, Optional<IcommandsSettings.Found>> elsewhere) {
    this.config = config;
    this.prefix = prefix;
    this.seen = seen;
    this.elsewhere = elsewhere;
  }

  static Settings root(SmallRyeConfig config) {
    return new Settings(config, "", new LinkedHashMap<>(), name -> Optional.empty());
  }

  Settings group(String name) {
    return new Settings(config, prefix + name + ".", seen, inGroup -> Optional.empty());
  }

  /** The same group, in which what nobody sets is looked up by its name before the default. */
  Settings elsewhere(Function<String, Optional<IcommandsSettings.Found>> lookUp) {
    return new Settings(config, prefix, seen, lookUp);
  }

  /** The whole key of a name in this group. */
  String key(String name) {
    return prefix + name;
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
    Optional<Secret> value = elsewhere(other -> Optional.empty()).secretValue(name);
    String fileName = name + "-file";
    Optional<Secret> inFile =
        read(fileName, Optional.empty(), "", text -> Optional.of(readSecret(fileName, text)));
    if (value.isPresent() && inFile.isPresent()) {
      throw new ConfigException(
          "Invalid " + prefix + fileName + ": " + prefix + name + " is set as well");
    }
    return value.or(() -> inFile).or(() -> secretValue(name));
  }

  private Optional<Secret> secretValue(String name) {
    return readShown(
        name, Optional.empty(), "", text -> Optional.of(new Secret(text)), Secret.MASK);
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
    if (text != null && !text.isEmpty()) {
      remember(key, defaultText, mask == null ? text : mask, Origins.of(found));
      return parser.apply(text);
    }
    Optional<IcommandsSettings.Found> other = elsewhere.apply(name);
    if (other.isPresent()) {
      String otherText = other.get().text();
      remember(key, defaultText, mask == null ? otherText : mask, other.get().origin());
      return parser.apply(otherText);
    }
    remember(key, defaultText, defaultText, "default");
    return defaultValue;
  }

  private void remember(String key, String defaultText, String shown, String origin) {
    seen.put(key, new Setting(key, defaultText, shown, origin));
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

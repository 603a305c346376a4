// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.varve.storage.irods.IcommandsSettings;

/**
 * Where settings come from.
 *
 * @param file a properties file in UTF-8
 * @param environment all environment variables of the process
 * @param flags settings given on the command line, by key
 */
public record ConfigSources(
    Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
  public ConfigSources {
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /**
   * Reads and checks all settings.
   *
   * @throws ConfigException if a value is wrong, a key is unknown, or the file cannot be read
   */
  public LoadedConfig load() {
    SmallRyeConfig config = open();
    Settings settings = Settings.root(config);
    ServerConfig server = ServerConfig.from(settings, icommands());
    refuseUnknown(config, settings.seen());
    return new LoadedConfig(server, List.copyOf(settings.seen().values()));
  }

  private IcommandsSettings icommands() {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
    return new IcommandsSettings(environment, Path.of(home));
  }

  private SmallRyeConfig open() {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withSources(
                source(EnvironmentNames.settings(environment), Origins.ENVIRONMENT_ORDINAL),
                source(flags, Origins.FLAG_ORDINAL));
    file.ifPresent(path -> builder.withSources(fileSource(path)));
    Interpolation interpolation = new Interpolation(environment);
    builder.withInterceptors(
        (context, name) -> {
          ConfigValue value = context.proceed(name);
          return value == null || value.getValue() == null
              ? value
              : value.withValue(interpolation.resolve(name, value.getValue()));
        });
    return builder.build();
  }

  private static ConfigSource source(Map<String, String> values, int ordinal) {
    return new PropertiesConfigSource(new HashMap<>(values), "settings", ordinal);
  }

  private static ConfigSource fileSource(Path path) {
    if (!Files.isReadable(path)) {
      throw new ConfigException("Configuration file does not exist: " + path);
    }
    try {
      return new FileSource(path, Origins.FILE_ORDINAL);
    } catch (IOException e) {
      throw new ConfigException("Cannot read configuration file: " + path, e);
    }
  }

  private static void refuseUnknown(SmallRyeConfig config, Map<String, Setting> known) {
    for (ConfigSource source : config.getConfigSources()) {
      for (String key : source.getPropertyNames()) {
        if (!known.containsKey(key)) {
          throw new ConfigException(
              "Unknown setting in " + Origins.of(config.getConfigValue(key)) + ": " + key);
        }
      }
    }
  }
}

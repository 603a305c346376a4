// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;

class ZoneConfigTest {
  private static final Map<String, String> NEEDED =
      Map.of(
          "storage", "irods",
          "irods.host", "icat.example.org",
          "irods.zone", "tempZone",
          "irods.user", "varve",
          "irods.password", "its password");

  @TempDir private Path home;

  @Test
  void aServerHasNoZoneUnlessItIsTold() {
    assertThat(Load.nothing().zone()).isEmpty();
    assertThat(Load.flags(Map.of("irods.host", "icat")).zone()).isEmpty();
  }

  @Test
  void onlyWhatIsNeededGivesTheDefaults() {
    ZoneConfig config = load(NEEDED, Map.of("HOME", home.toString())).server().zone().orElseThrow();

    IrodsLogin varve = new IrodsLogin(IrodsLogin.Scheme.NATIVE, "varve", "its password");
    assertThat(config)
        .isEqualTo(
            new ZoneConfig(
                new IrodsConfig(
                    new IrodsEndpoint("icat.example.org", 1247, "tempZone"),
                    varve,
                    IrodsTls.OFF,
                    IrodsTimeouts.DEFAULTS,
                    IrodsPoolLimits.DEFAULTS,
                    ""),
                varve,
                "/tempZone/home/varve/.varve/warehouse",
                Duration.ofMinutes(5)));
    assertThat(config.ownerName()).isEqualTo("varve#tempZone");
  }

  @Test
  void everyKeyIsRead() {
    Map<String, String> flags = new HashMap<>(NEEDED);
    flags.putAll(
        Map.of(
            "irods.port", "1248",
            "irods.auth-scheme", "pam_password",
            "irods.client-server-policy", "CS_NEG_REQUIRE",
            "irods.ssl-ca-certificate-file", "/etc/ca.pem",
            "irods.resource", "fast",
            "irods.connect-timeout", "3s",
            "irods.read-timeout", "4s",
            "irods.sync-interval", "7m",
            "irods.warehouse", "/tempZone/home/varve/tables"));
    flags.putAll(
        Map.of(
            "irods.pool.max-connections", "5",
            "irods.pool.lease-timeout", "6s",
            "irods.pool.idle-timeout", "8s",
            "irods.owner.user", "alice",
            "irods.owner.password", "hers"));

    ZoneConfig config = load(flags, Map.of("HOME", home.toString())).server().zone().orElseThrow();

    IrodsLogin.Scheme pam = IrodsLogin.Scheme.PAM_PASSWORD;
    assertThat(config)
        .isEqualTo(
            new ZoneConfig(
                new IrodsConfig(
                    new IrodsEndpoint("icat.example.org", 1248, "tempZone"),
                    new IrodsLogin(pam, "varve", "its password"),
                    new IrodsTls(IrodsTls.Policy.REQUIRE, "/etc/ca.pem"),
                    new IrodsTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(4)),
                    new IrodsPoolLimits(5, Duration.ofSeconds(6), Duration.ofSeconds(8)),
                    "fast"),
                new IrodsLogin(pam, "alice", "hers"),
                "/tempZone/home/varve/tables",
                Duration.ofMinutes(7)));
  }

  @Test
  void whatNobodySetsIsTakenFromTheIcommands() throws IOException {
    Files.createDirectory(home.resolve(".irods"));
    Path file = home.resolve(".irods/irods_environment.json");
    Files.writeString(
        file,
        "{\"irods_host\": \"from-file\", \"irods_port\": 1249, \"irods_zone_name\": \"fileZone\","
            + " \"irods_user_name\": \"file-user\"}");
    Map<String, String> environment =
        Map.of(
            "HOME", home.toString(),
            "IRODS_ZONE_NAME", "variableZone",
            "VARVE__STORAGE", "irods",
            "VARVE__IRODS__USER", "varve");

    LoadedConfig loaded = load(Map.of("irods.password", "secret"), environment);

    IrodsConfig service = loaded.server().zone().orElseThrow().service();
    assertThat(service.endpoint()).isEqualTo(new IrodsEndpoint("from-file", 1249, "variableZone"));
    assertThat(service.login().user()).isEqualTo("varve");
    assertThat(shown(loaded, "irods.host")).isEqualTo("from-file from " + file);
    assertThat(shown(loaded, "irods.port")).isEqualTo("1249 from " + file);
    assertThat(shown(loaded, "irods.zone")).isEqualTo("variableZone from IRODS_ZONE_NAME");
    assertThat(shown(loaded, "irods.user")).isEqualTo("varve from VARVE__IRODS__USER");
    assertThat(shown(loaded, "irods.password")).isEqualTo("******** from command line");
  }

  @Test
  void aPasswordFileComesBeforeThatOfTheIcommands() throws IOException {
    Files.createDirectory(home.resolve(".irods"));
    Files.writeString(home.resolve(".irods/.irodsA"), "not to be read");
    Path file = Files.writeString(home.resolve("password"), "from a file\n");
    Map<String, String> flags = new HashMap<>(NEEDED);
    flags.remove("irods.password");
    flags.put("irods.password-file", file.toString());

    LoadedConfig loaded = load(flags, Map.of("HOME", home.toString()));

    assertThat(loaded.server().zone().orElseThrow().service().login().password())
        .isEqualTo("from a file");
    assertThat(loaded.server()).asString().doesNotContain("from a file");
  }

  @Test
  void refusesWhatIsMissingOrWrong() {
    for (String key : List.of("irods.host", "irods.zone", "irods.user", "irods.password")) {
      Map<String, String> flags = new HashMap<>(NEEDED);
      flags.remove(key);
      assertRefused(flags, "Invalid " + key + ": missing");
    }
    assertRefused(with("storage", "tape"), "Invalid storage: not one of local, irods: tape");
    assertRefused(with("irods.owner.user", "alice"), "Invalid irods.owner.password: missing");
    assertRefused(with("irods.owner.password", "hers"), "Invalid irods.owner.user: missing");
    assertRefused(with("irods.read-timeout", "0s"), "Invalid irods.read-timeout: not positive: 0s");
    assertRefused(
        with("irods.auth-scheme", "kerberos"),
        "Invalid irods.auth-scheme: must be native or pam_password: kerberos");
    assertRefused(
        with("irods.warehouse", "tables"),
        "Invalid irods.warehouse: not an absolute logical path: tables");
    assertRefused(
        with("irods.pool.max-connections", "0"),
        "Invalid irods.pool.max-connections: not between 1 and 256: 0");
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> flags = new HashMap<>(NEEDED);
    flags.put(key, value);
    return flags;
  }

  private void assertRefused(Map<String, String> flags, String message) {
    assertThatThrownBy(() -> load(flags, Map.of("HOME", home.toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private static LoadedConfig load(Map<String, String> flags, Map<String, String> environment) {
    return new ConfigSources(Optional.empty(), environment, flags).load();
  }

  private static String shown(LoadedConfig loaded, String key) {
    return loaded.settings().stream()
        .filter(setting -> setting.key().equals(key))
        .map(setting -> setting.text() + " from " + setting.origin())
        .findFirst()
        .orElseThrow();
  }
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;

class IrodsPropertiesTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "irods.host", "icat",
          "irods.zone", "tempZone",
          "irods.user", "alice",
          "irods.password", "secret");

  @TempDir private Path home;

  @Test
  void theRestHasDefaults() {
    assertThat(IrodsProperties.config(REQUIRED, icommands(Map.of())))
        .isEqualTo(
            new IrodsConfig(
                new IrodsEndpoint("icat", 1247, "tempZone"),
                new IrodsLogin(IrodsLogin.Scheme.NATIVE, "alice", "secret"),
                new IrodsTls(IrodsTls.Policy.REFUSE, ""),
                new IrodsTimeouts(Duration.ofSeconds(10), Duration.ofMinutes(2)),
                new IrodsPoolLimits(8, Duration.ofSeconds(30), Duration.ofSeconds(30)),
                ""));
  }

  @Test
  void everythingCanBeGiven() {
    Map<String, String> all = new HashMap<>(REQUIRED);
    all.put("irods.port", "1250");
    all.put("irods.auth-scheme", "pam_password");
    all.put("irods.client-server-policy", "CS_NEG_REQUIRE");
    all.put("irods.ssl-ca-certificate-file", "/etc/ca.pem");
    all.put("irods.connect-timeout-ms", "1");
    all.put("irods.read-timeout-ms", "2");
    all.put("irods.pool.max-connections", "3");
    all.put("irods.pool.lease-timeout-ms", "4");
    all.put("irods.pool.idle-timeout-ms", "5");
    all.put("irods.resource", "ssd");
    all.put("write.format.default", "parquet");

    assertThat(IrodsProperties.config(all, icommands(Map.of())))
        .isEqualTo(
            new IrodsConfig(
                new IrodsEndpoint("icat", 1250, "tempZone"),
                new IrodsLogin(IrodsLogin.Scheme.PAM_PASSWORD, "alice", "secret"),
                new IrodsTls(IrodsTls.Policy.REQUIRE, "/etc/ca.pem"),
                new IrodsTimeouts(Duration.ofMillis(1), Duration.ofMillis(2)),
                new IrodsPoolLimits(3, Duration.ofMillis(4), Duration.ofMillis(5)),
                "ssd"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "irods.port | 0 | Invalid irods.port: must be between 1 and 65535: 0",
        "irods.port | many | Invalid irods.port: not a number: many",
        "irods.user | anonymous |" + " Invalid irods.user: any password would log in: anonymous",
        "irods.auth-scheme | gsi |"
            + " Invalid irods.auth-scheme: must be native or pam_password: gsi",
        "irods.auth-scheme | pam_password | Invalid irods.auth-scheme:"
            + " pam_password needs irods.client-server-policy CS_NEG_REQUIRE",
        "irods.pool.max-connections | 1000 |"
            + " Invalid irods.pool.max-connections: must be between 1 and 256: 1000",
        "irods.read-timeout-ms | 0 | Invalid irods.read-timeout-ms: must be positive: PT0S"
      })
  void saysWhatIsWrong(String key, String value, String message) {
    Map<String, String> properties = new HashMap<>(REQUIRED);
    properties.put(key, value);

    assertThatThrownBy(() -> IrodsProperties.config(properties, icommands(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> IrodsProperties.config(Map.of(), icommands(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid properties: missing: irods.host");
  }

  @Test
  void takesTheRestFromTheIcommands() throws IOException {
    Path directory = Files.createDirectory(home.resolve(".irods"));
    Files.writeString(
        directory.resolve("irods_environment.json"),
        """
        {"irods_host": "from file", "irods_port": 1300, "irods_user_name": "bob",
         "irods_zone_name": "from file"}
        """);
    Files.writeString(directory.resolve(".irodsA"), ".jis*fe\"(x)\0");

    IrodsConfig config =
        IrodsProperties.config(
            Map.of("irods.host", "given"), icommands(Map.of("IRODS_ZONE_NAME", "from variable")));

    assertThat(config.endpoint()).isEqualTo(new IrodsEndpoint("given", 1300, "from variable"));
    assertThat(config.login().user()).isEqualTo("bob");
    // What it says depends on the id of the user who runs the test.
    assertThat(config.login().password()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".jis*fe\"(x) | rods",
        ".jis*fes-- )r!+1s\"w | its password",
        ".jis*fejü,yvy)~ {} | Zürich!~ {}"
      })
  void readsWhatIinitKept(String scrambled, String password) {
    assertThat(ScrambledPassword.unscramble(scrambled + "\0", 1000)).isEqualTo(password);
  }

  @Test
  void refusesAFileThatIinitDidNotWrite() {
    assertThatThrownBy(() -> ScrambledPassword.unscramble("secret", 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid iRODS password file: not scrambled by iinit");
  }

  @Test
  void noPasswordIsShown() {
    assertThat(IrodsProperties.config(REQUIRED, icommands(Map.of())).toString())
        .contains("alice")
        .doesNotContain("secret");
  }

  private IcommandsSettings icommands(Map<String, String> variables) {
    return new IcommandsSettings(variables, home);
  }
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DelegateFileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.FileIOContract;
import org.varve.storage.irods.zone.Api;
import org.varve.storage.irods.zone.Fault;

class IrodsFileIOTest extends FileIOContract {
  private static final int DISK_FULL = -512028;

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Override
  protected DelegateFileIO newFileIO() {
    return new IrodsFileIO(fixture.client());
  }

  @Override
  protected String root() {
    return "irods:/" + ZoneFixture.HOME + "/lab/.mesa/iceberg";
  }

  @Override
  protected void plantSparseFile(String location, long position, byte[] bytes) throws IOException {
    String path = location.substring("irods:/".length());
    fixture.zone().plantObject(ZoneFixture.USER, path, position, bytes);
  }

  @Override
  protected void whileWritesFail(WriteAction action) throws IOException {
    fixture.zone().faults().next(Api.WRITE, new Fault.Answer(DISK_FULL));
    action.run();
  }

  /** irods4j cannot carry them to the server and back. */
  @Override
  protected boolean acceptsControlCharacters() {
    return false;
  }

  @Test
  void refusesWhatMeansNoPlaceOrTwo() {
    for (String[] refused :
        new String[][] {
          {"file:///a/b", "not an irods:// location"},
          {"irods:/tempZone/a", "not an irods:// location"},
          {"irods://tempZone//a", "holds an empty segment"},
          {"irods://tempZone/a/../b", "holds a relative segment"},
          {"irods://tempZone/it's a || b", "holds a quote together with || or &&"},
          {"irods://tempZone/" + "n".repeat(256), "holds a name longer than 255 bytes"},
        }) {
      assertThatThrownBy(() -> files().newInputFile(refused[0]))
          .isInstanceOf(ValidationException.class)
          .hasMessage("Invalid location: " + refused[1] + ": " + refused[0]);
    }
  }

  @Test
  void aCopyLogsInByItself() throws Exception {
    create(at("file"), "x".getBytes(UTF_8));
    try (var original = new IrodsFileIO()) {
      original.initialize(properties());

      try (DelegateFileIO copy = serializedAndBack(original)) {
        assertThat(copy.newInputFile(at("file")).getLength()).isEqualTo(1);
      }
    }
  }

  @Test
  void newFilesGoToTheNamedResource() throws Exception {
    Map<String, String> properties = new HashMap<>(properties());
    properties.put("irods.resource", "ssd");
    try (var onSsd = new IrodsFileIO()) {
      onSsd.initialize(properties);
      for (int size : new int[] {1, 5_000_000}) {
        try (var out = onSsd.newOutputFile(at("file-" + size)).create()) {
          out.write(new byte[size]);
        }

        String path = at("file-" + size).substring("irods:/".length());
        assertThat(fixture.zone().resources(path)).containsExactly("ssd");
      }
    }
  }

  private Map<String, String> properties() {
    return Map.of(
        "irods.host",
        fixture.zone().host(),
        "irods.port",
        String.valueOf(fixture.zone().port()),
        "irods.zone",
        "tempZone",
        "irods.user",
        ZoneFixture.USER,
        "irods.password",
        ZoneFixture.USER_PASSWORD);
  }
}

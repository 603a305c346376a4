// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are named, listed and deleted. */
abstract class FileNamingContract extends FileReadingContract {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space", " leading", "100%", "%2e%2e", "a%20b", "quote'", "double\"quote", "a&b;c=d",
        "back\\slash", "plus+hash#", "what?", "çığ-日本-𝔘", "..hidden", "~", "a || b", "<tag>&amp;"
      })
  void namesAreTakenAsTheyAre(String name) throws IOException {
    create(at("dir of " + name + "/" + name), NEW);

    assertThat(read(at("dir of " + name + "/" + name))).isEqualTo(NEW);
    assertThat(listed("")).containsExactly(at("dir of " + name + "/" + name));
    assertThat(listed("dir of " + name)).containsExactly(at("dir of " + name + "/" + name));

    files().deleteFile(at("dir of " + name + "/" + name));

    assertThat(listed("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tab\there", "new\nline", "return\r", "escape\u001b[0m"})
  void controlCharactersRoundTripOrAreRefused(String name) throws IOException {
    if (acceptsControlCharacters()) {
      create(at(name), NEW);

      assertThat(read(at(name))).isEqualTo(NEW);
      assertThat(listed("")).containsExactly(at(name));
    } else {
      assertThatThrownBy(() -> create(at(name), NEW))
          .isInstanceOf(ValidationException.class)
          .hasMessageStartingWith("Invalid location: holds a control character: ");
    }
  }

  /** Whether a name may hold them. */
  protected boolean acceptsControlCharacters() {
    return true;
  }

  @Test
  void aNameOf255BytesRoundTrips() throws IOException {
    String name = "n".repeat(255);

    create(at(name), NEW);

    assertThat(read(at(name))).isEqualTo(NEW);
  }

  @Test
  void aNameOf256BytesIsRefused() {
    String location = at("n".repeat(256));

    assertThatThrownBy(() -> create(location, NEW)).hasMessageContaining("n".repeat(256));
    assertThat(listed("")).isEmpty();
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    create(at("dir/file"), NEW);
    var directory = files().newInputFile(at("dir"));

    assertThat(directory.exists()).isFalse();
    assertThatThrownBy(directory::newStream)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("File does not exist: ");
    assertThatThrownBy(() -> files().deleteFile(at("dir")))
        .hasMessageStartingWith("Failed to delete file: ");
    assertThat(read(at("dir/file"))).isEqualTo(NEW);
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    create(at("file"), NEW);

    assertThat(files().newInputFile(at("file/below")).exists()).isFalse();
    assertThatThrownBy(() -> create(at("file/below"), NEW))
        .isNotInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("Failed to create file: ");
    files().deleteFile(at("file/below"));
    assertThat(read(at("file"))).isEqualTo(NEW);
  }

  @Test
  void listsEverythingBelowADirectoryInTheOrderOfBytes() throws IOException {
    for (String name : List.of("dir/b", "dir/a/z", "dir/a.b", "dir/a", "dirt", "dir/ı", "dir/𝔘")) {
      if (!name.equals("dir/a")) {
        create(at(name), NEW);
      }
    }

    assertThat(listed("dir"))
        .containsExactly(at("dir/a.b"), at("dir/a/z"), at("dir/b"), at("dir/ı"), at("dir/𝔘"));
    assertThat(StreamSupport.stream(files().listPrefix(at("dir/")).spliterator(), false))
        .extracting(FileInfo::location)
        .first()
        .isEqualTo(at("dir/a.b"));
    assertThat(listed("dir/nothing")).isEmpty();
    assertThat(listed("di")).isEmpty();
  }

  @Test
  void listsSizeAndTime() throws IOException {
    create(at("file"), NEW);

    FileInfo info = files().listPrefix(root()).iterator().next();

    assertThat(info.size()).isEqualTo(5);
    assertThat(info.createdAtMillis()).isBetween(1_600_000_000_000L, 4_000_000_000_000L);
  }

  @Test
  void deletingWhatIsMissingIsFine() throws IOException {
    create(at("file"), NEW);

    files().deleteFile(at("file"));
    files().deleteFile(at("file"));
    files().deletePrefix(at("nothing"));

    assertThat(listed("")).isEmpty();
  }

  @Test
  void bulkDeletionDeletesAllItCanAndReportsTheRest() throws IOException {
    create(at("one"), NEW);
    create(at("two"), NEW);
    create(at("dir/three"), NEW);

    assertThatThrownBy(
            () ->
                files()
                    .deleteFiles(
                        List.of(at("one"), at("dir"), at("missing"), "ftp://elsewhere", at("two"))))
        .isInstanceOfSatisfying(
            BulkDeletionFailureException.class,
            e -> {
              assertThat(e.numberFailedObjects()).isEqualTo(2);
              assertThat(e.getSuppressed()).hasSize(2);
            })
        .hasMessage("Failed to delete 2 files");
    assertThat(listed("")).containsExactly(at("dir/three"));
  }

  @Test
  void deletePrefixDeletesADirectoryAndNotItsNeighbor() throws IOException {
    create(at("dir/one"), NEW);
    create(at("dir/deep/er/two"), NEW);
    create(at("dirt/three"), NEW);

    files().deletePrefix(at("dir"));

    assertThat(listed("")).containsExactly(at("dirt/three"));
    create(at("dir/one"), NEW);
    assertThat(read(at("dir/one"))).isEqualTo(NEW);
  }
}

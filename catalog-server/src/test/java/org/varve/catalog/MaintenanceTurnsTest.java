// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One server at a time, and not too often. */
class MaintenanceTurnsTest {
  private final Database database = Database.open(TestDatabase.create());
  private final MaintenanceTurns one = new MaintenanceTurns(database);
  private final MaintenanceTurns other = new MaintenanceTurns(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theFirstIsAnIntervalAfterTheDatabaseWasMade() {
    assertThat(one.begin(Duration.ofDays(1))).isFalse();
    assertThat(one.begin(Duration.ZERO)).isTrue();
  }

  @Test
  void nobodyElseHasTheTurnUntilItIsGivenBack() {
    assertThat(one.begin(Duration.ZERO)).isTrue();

    assertThat(other.begin(Duration.ZERO)).isFalse();
    assertThat(other.renew()).isFalse();
    other.end();
    assertThat(one.renew()).isTrue();

    one.end();
    assertThat(other.begin(Duration.ofDays(1))).isFalse();
    assertThat(other.begin(Duration.ZERO)).isTrue();
    assertThat(one.renew()).isFalse();
  }

  @Test
  void theTurnOfAServerThatDiedIsTakenOver() {
    assertThat(one.begin(Duration.ZERO)).isTrue();
    database.transact(
        connection ->
            Sql.update(
                connection,
                "UPDATE varve.maintenance SET held_until = clock_timestamp() - interval '1 second'"));

    assertThat(other.begin(Duration.ofDays(1))).isTrue();
    assertThat(one.renew()).isFalse();
    one.end();
    assertThat(other.renew()).isTrue();
  }
}

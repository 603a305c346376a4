// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to change in one table: requirements that must hold, and updates.
 *
 * <p>Immutable; applying it reads and writes nothing.
 */
record TableChange(
    TableIdentifier identifier,
    List<UpdateRequirement> requirements,
    List<MetadataUpdate> updates) {
  TableChange {
    requirements = List.copyOf(requirements);
    updates = List.copyOf(updates);
  }

  static TableChange of(TableIdentifier identifier, UpdateTableRequest request) {
    return new TableChange(identifier, request.requirements(), request.updates());
  }

  /**
   * Whether the change creates the table.
   *
   * @throws IllegalArgumentException if it also requires something of a table that is there
   */
  boolean creates() {
    List<UpdateRequirement> others =
        requirements.stream()
            .filter(each -> !(each instanceof UpdateRequirement.AssertTableDoesNotExist))
            .toList();
    boolean creates = others.size() < requirements.size();
    if (creates && !others.isEmpty()) {
      throw new IllegalArgumentException("Invalid create requirements: " + others);
    }
    return creates;
  }

  /**
   * The metadata that the change leads to.
   *
   * @param base null if there is no such table
   * @throws CommitFailedException if a requirement does not hold
   * @throws BadRequestException if the updates contradict the table or each other
   */
  TableMetadata applyTo(@Nullable TableMetadata base) {
    checkRequirements(base);
    try {
      TableMetadata.Builder builder = base == null ? empty() : TableMetadata.buildFrom(base);
      updates.forEach(update -> update.applyTo(builder));
      TableMetadata updated = builder.build();
      if (updated.location() == null || updated.uuid() == null) {
        throw new BadRequestException("Invalid updates: a new table needs a location and a UUID");
      }
      if (base != null && !updated.uuid().equals(base.uuid())) {
        throw new BadRequestException(
            "Invalid updates: a table keeps its UUID: %s", updated.uuid());
      }
      return updated;
    } catch (ValidationException | IllegalArgumentException e) {
      throw stale(e).orElse(e);
    } catch (UnsupportedOperationException
        | IllegalStateException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      // Building metadata has no other input than the request: nothing else can be wrong.
      throw new BadRequestException(
          e, "Invalid updates: they do not fit the table: %s", identifier);
    }
  }

  /**
   * Fails unless the table is what the client requires.
   *
   * @param base null if there is no such table
   * @throws CommitFailedException if a requirement does not hold
   */
  @SuppressWarnings("NullAway") // Iceberg takes null for a table that is not there.
  void checkRequirements(@Nullable TableMetadata base) {
    requirements.forEach(requirement -> requirement.validate(base));
  }

  private TableMetadata.Builder empty() {
    Optional<Integer> formatVersion =
        updates.stream()
            .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
            .map(update -> ((MetadataUpdate.UpgradeFormatVersion) update).formatVersion())
            .findFirst();
    return formatVersion.isPresent()
        ? TableMetadata.buildFromEmpty(formatVersion.get())
        : TableMetadata.buildFromEmpty();
  }

  /** Values that another commit has overtaken, a sequence number for instance, are a lost race. */
  private static Optional<RuntimeException> stale(RuntimeException e) {
    return e.getClass().getSimpleName().equals("RetryableValidationException")
        ? Optional.of(
            new CommitFailedException(e, "Validation failed, please retry: %s", e.getMessage()))
        : Optional.empty();
  }
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException.Kind;

/**
 * Answers SQL that others wrote, over the tables of one catalog and nothing else.
 *
 * <p>A statement is parsed by DuckDB, and its whole tree is checked against lists of what is
 * allowed; every name of a table is looked up in the catalog and replaced by a relation that was
 * bound for this statement alone; the text that runs is made from the checked tree, and checked
 * once more. Thread-safe. Holds nothing; the engine belongs to who made it.
 */
public final class SqlService {
  /** DuckDB's parser and planner recurse; with a normal stack a deep statement ends the JVM. */
  private static final long STACK_BYTES = 256L << 20;

  private static final AtomicLong QUERIES = new AtomicLong();

  private final SqlEngine engine;
  private final Catalog catalog;
  private final SupportsNamespaces namespaces;

  /** Over a catalog that shows what the asker may see. */
  public <C extends Catalog & SupportsNamespaces> SqlService(SqlEngine engine, C catalog) {
    this.engine = engine;
    this.catalog = catalog;
    this.namespaces = catalog;
  }

  /**
   * Starts a statement. The caller closes the result, which holds a session of the engine until
   * then.
   *
   * @throws QueryException of kind INVALID if it is not SQL; UNPROCESSABLE if it is not one SELECT
   *     over tables of the catalog with allowed functions, or cannot be answered correctly;
   *     NOT_FOUND if it names what does not exist; TOO_LARGE, CANCELLED, UNAVAILABLE for limits
   */
  public SqlResult query(SqlRequest request) {
    return run(request, SqlResult::open);
  }

  /**
   * Starts a statement whose result is to be written in one format. The caller closes the document.
   *
   * @throws QueryException as {@link #query(SqlRequest)}
   */
  public SqlDocument query(SqlRequest request, SqlFormat format) {
    return format == SqlFormat.PARQUET
        ? run(request, ParquetDocument::open)
        : new RowsDocument(query(request), format);
  }

  private <T> T run(SqlRequest request, CheckedStatement<T> statement) {
    QuerySession session = engine.openSession();
    try {
      return onDeepStack(() -> statement.open(session, checked(session, request)));
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** Runs a text that was checked, in the session that the result then owns. */
  @FunctionalInterface
  private interface CheckedStatement<T> {
    T open(QuerySession session, String sql);
  }

  private String checked(QuerySession session, SqlRequest request) {
    ParsedStatement statement = ParsedStatement.parse(session, request.sql());
    List<RelationReference> references = StatementCheck.check(statement);
    Set<List<String>> bound = bind(session, request, references);
    String sql = statement.format(session);
    requireOnly(bound, StatementCheck.check(ParsedStatement.parse(session, sql)));
    return sql;
  }

  /** The bound relations by their full names; the references then name them. */
  private Set<List<String>> bind(
      QuerySession session, SqlRequest request, List<RelationReference> references) {
    CatalogNames names = new CatalogNames(catalog, namespaces, request.defaultNamespace());
    SessionCatalog relations = new SessionCatalog(session, "varve_q" + QUERIES.incrementAndGet());
    Map<String, CatalogNames.Found> loaded = new HashMap<>();
    Function<RelationReference, CatalogNames.Found> load =
        reference -> loaded.computeIfAbsent(reference.text(), text -> names.load(reference));
    for (RelationReference reference : references) {
      CatalogNames.Found found = load.apply(reference);
      Snapshot snapshot =
          reference
              .at()
              .map(at -> TimeTravel.resolve(session, reference.text(), found.table(), at))
              .orElse(null);
      relations.bind(reference, found, snapshot);
    }
    return relations.names();
  }

  private static void requireOnly(Set<List<String>> bound, List<RelationReference> references) {
    for (RelationReference reference : references) {
      if (!bound.contains(reference.path()) || reference.at().isPresent()) {
        throw new QueryException(
            Kind.UNPROCESSABLE, "Cannot run statement: it does not survive being rewritten");
      }
    }
  }

  private static <T> T onDeepStack(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "varve-sql-plan",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      throw rethrown(e);
    }
  }

  private static RuntimeException rethrown(CompletionException e) {
    @Nullable Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : e;
  }
}

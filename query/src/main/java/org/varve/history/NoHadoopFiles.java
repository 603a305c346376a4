// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.net.URL;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Parquet write without Hadoop's configuration files.
 *
 * <p>Iceberg makes a Hadoop configuration for every Parquet file, and each parses some hundred
 * kilobytes of XML of which nothing concerns Parquet: more work than writing a small file. Hadoop
 * finds that XML through the thread's class loader, and for the time of the work that is one that
 * has empty files instead. Nothing else of the process sees it. Thread-safe.
 */
final class NoHadoopFiles extends ClassLoader {
  private static final NoHadoopFiles INSTANCE =
      new NoHadoopFiles(NoHadoopFiles.class.getClassLoader());

  /** Its presence makes Hadoop warn. */
  private static final String DEPRECATED = "hadoop-site.xml";

  private static final String EMPTY = "org/varve/history/no-hadoop.xml";

  private NoHadoopFiles(ClassLoader parent) {
    super(parent);
  }

  static <T> T call(Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(INSTANCE);
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    boolean settings = name.endsWith("-default.xml") || name.endsWith("-site.xml");
    return super.getResource(settings && !name.equals(DEPRECATED) ? EMPTY : name);
  }
}

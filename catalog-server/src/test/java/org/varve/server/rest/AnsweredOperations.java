// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** What was answered with success during a class of tests, held against its {@link Shows}. */
public final class AnsweredOperations
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private static final Set<Operation> ANSWERED = new ConcurrentSkipListSet<>();

  private final Set<Method> run = new HashSet<>();

  /**
   * Takes note of an answer.
   *
   * @param path still encoded, from {@code /v1} on
   */
  static void add(String method, String path, int status) {
    try {
      Operation operation = Route.find(EnumSet.allOf(Operation.class), method, path).operation();
      // There are no functions yet: this is how it works.
      boolean noFunction = operation == Operation.LOAD_FUNCTION && status == 404;
      if (status < 400 || noFunction) {
        ANSWERED.add(operation);
      }
    } catch (RestException e) {
      // It is none of the specification's operations that are not deprecated.
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ANSWERED.clear();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    run.add(context.getRequiredTestMethod());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Class<?> tests = context.getRequiredTestClass();
    boolean recorded = !ANSWERED.isEmpty();
    // Whoever runs one test of a class is not told what the others would have shown.
    if (recorded && run.containsAll(testsOf(tests))) {
      assertThat(names()).containsAll(Set.of(tests.getAnnotation(Shows.class).value()));
    }
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    ANSWERED.forEach(operation -> names.add(operation.name()));
    return names;
  }

  private static List<Method> testsOf(Class<?> tests) {
    return AnnotationSupport.findAnnotatedMethods(
            tests, Testable.class, HierarchyTraversalMode.TOP_DOWN)
        .stream()
        .filter(method -> !AnnotationSupport.isAnnotated(method, Disabled.class))
        .toList();
  }
}

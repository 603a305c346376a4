// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The operations of the Iceberg REST catalog that a class of tests shows at work, by the names of
 * {@code Operation}. The table in {@code docs/rest.md} is made of these. Where the requests pass a
 * {@code TestServer} or a {@code LoadBalancer}, the tests fail if one of the operations is not
 * answered with success while they run.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AnsweredOperations.class)
public @interface Shows {
  String[] value();
}

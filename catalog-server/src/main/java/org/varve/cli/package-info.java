/**
 * The command line: {@code varve}.
 *
 * <p>Commands that ask a server go through {@link org.varve.client.LakehouseClient}; {@code serve}
 * and {@code demo} are a server. A command prints tables for people, or one JSON document, and
 * fails with one line. Start reading at {@code Cli}.
 */
@NullMarked
package org.varve.cli;

import org.jspecify.annotations.NullMarked;

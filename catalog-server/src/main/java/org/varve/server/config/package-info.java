/**
 * The settings of a server: typed records, one per topic, and how they are loaded.
 *
 * <p>Sources, later wins: defaults, one properties file, environment variables, command-line flags.
 * Nothing else in the code reads the environment. Start reading at {@link
 * org.varve.server.config.ServerConfig}.
 */
@NullMarked
package org.varve.server.config;

import org.jspecify.annotations.NullMarked;

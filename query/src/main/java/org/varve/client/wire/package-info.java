/**
 * The JSON of the HTTP interface, written once for both of its ends: the server's routes and the
 * HTTP client.
 *
 * <p>Every class is the two directions of one value: {@code format} and {@code parse}. Requests are
 * read strictly, an unknown field is refused by name; answers are read leniently, so that an older
 * client understands a newer server. Start reading at {@link org.varve.client.wire.ChangeSetJson}.
 */
@NullMarked
package org.varve.client.wire;

import org.jspecify.annotations.NullMarked;

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

/** What goes wrong with one request. */
public sealed interface Fault {
  /** The connection ends when so many bytes of the request's body have been read. */
  record CutRequest(int afterBytes) implements Fault {}

  /** The request is read and not done, and the connection ends. */
  record CutBefore() implements Fault {}

  /** The request is done, and the connection ends without an answer. */
  record CutAfter() implements Fault {}

  /** The request is done, and the connection ends inside the answer. */
  record CutReply(int afterBytes) implements Fault {}

  /** The request is refused. */
  record Answer(int code) implements Fault {}

  /** The request is done all the same, and then answered with a code. */
  record AnswerAfter(int code) implements Fault {}

  /** The request is not done and never answered. */
  record Stall() implements Fault {}

  /** The request is done and never answered. */
  record StallAfter() implements Fault {}

  /** The agent dies: what it had open stays marked as being written, for ever. */
  record Kill() implements Fault {}
}

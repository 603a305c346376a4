// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks. Each compares Varve with a baseline in one run on one machine: the ratio is the
 * result, the times move with the machine. Nothing depends on this package. Start reading at {@link
 * org.varve.bench.Main}.
 */
@NullMarked
package org.varve.bench;

import org.jspecify.annotations.NullMarked;

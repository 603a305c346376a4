// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

/**
 * The way {@code iinit} hides a password in {@code .irodsA}: characters are turned along a wheel by
 * steps that follow from a number and the user's id. It hides nothing from who knows it.
 */
final class ScrambledPassword {
  private static final String WHEEL =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!\"#$%&'()*+,-./";
  private static final int[] STEPS = {
    0xD768B678, 0xEDFDAF56, 0x2420231B, 0x987098D8, 0xC1BDFEEE, 0xF572341F, 0x478DEF3A, 0xA830D343,
    0x774DFA2A, 0x6720731E, 0x346FA320, 0x6FFDF43A, 0x7723A320, 0xDF67D02E, 0x86AD240A, 0xE76D342E
  };

  /** A dot, five characters of no use, and one that names the steps. */
  private static final int HEADER = 7;

  /** Where the steps stand after those five characters. */
  private static final int FIRST_SHIFT = 15;

  private static final int LAST_SHIFT = 28;

  /**
   * The password in the text of a file.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String unscramble(String text, int userId) {
    int row = text.length() < HEADER ? -1 : text.charAt(HEADER - 1) - 'e';
    if (row < 0 || row >= STEPS.length) {
      throw new IllegalArgumentException("Invalid iRODS password file: not scrambled by iinit");
    }
    var password = new StringBuilder();
    int shift = FIRST_SHIFT;
    for (int i = HEADER; i < text.length() && text.charAt(i) > '\n'; i++) {
      int turned = (STEPS[row] >>> shift & 0x1f) + (userId & 0xf5f);
      password.append(turnBack(text.charAt(i), turned));
      shift = shift + 3 > LAST_SHIFT ? 0 : shift + 3;
    }
    return password.toString();
  }

  private static char turnBack(char c, int turned) {
    int place = WHEEL.indexOf(c);
    return place < 0 ? c : WHEEL.charAt(Math.floorMod(place - turned, WHEEL.length()));
  }

  private ScrambledPassword() {}
}

// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import org.apache.iceberg.io.DelegateFileIO;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.BucketFileIO;
import org.varve.storage.FileIOContract;
import org.varve.storage.irods.zone.Api;
import org.varve.storage.irods.zone.Fault;

/** A bucket whose root is a collection of a zone. */
class IrodsBucketFileIOTest extends FileIOContract {
  private static final int DISK_FULL = -512028;
  private static final String ROOT = ZoneFixture.HOME + "/a project/.mesa/iceberg";

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @Override
  protected DelegateFileIO newFileIO() {
    return new BucketFileIO(bucket -> "irods:/" + ROOT, fixture.client());
  }

  @Override
  protected String root() {
    return "s3://lab-1";
  }

  @Override
  protected void plantSparseFile(String location, long position, byte[] bytes) throws IOException {
    String path = ROOT + location.substring("s3://lab-1".length());
    fixture.zone().plantObject(ZoneFixture.USER, path, position, bytes);
  }

  @Override
  protected void whileWritesFail(WriteAction action) throws IOException {
    fixture.zone().faults().next(Api.WRITE, new Fault.Answer(DISK_FULL));
    action.run();
  }

  /** irods4j cannot carry them to the server and back. */
  @Override
  protected boolean acceptsControlCharacters() {
    return false;
  }
}

package dev.fairlead.protocols.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Bytes in a file without a name, in memory that the kernel owns: it sends them to a socket without
 * copying them once per client (Linux {@code memfd_create(2)}, {@code sendfile(2)}). Written once,
 * then immutable; any thread. Counted: whoever holds a reference can take regions; the memory goes
 * when the last reference and the last packet that shows to it are gone.
 */
public final class MemoryFile extends AbstractReferenceCounted {
  private static final int MFD_CLOEXEC = 1;

  private final FileChannel channel;
  private final long sizeBytes;

  private MemoryFile(FileChannel channel, long sizeBytes) {
    this.channel = channel;
    this.sizeBytes = sizeBytes;
  }

  /**
   * Makes a file. Copies, and calls the kernel a few times: not for an event loop.
   *
   * @param pieces its bytes in order, borrowed
   * @throws IOException where the system has no such files, or no memory for one
   */
  public static MemoryFile of(List<ByteBuf> pieces) throws IOException {
    FileChannel channel = open();
    try {
      long size = 0;
      for (ByteBuf piece : pieces) {
        for (ByteBuffer bytes : piece.nioBuffers()) {
          while (bytes.hasRemaining()) {
            size += channel.write(bytes);
          }
        }
      }
      return new MemoryFile(channel, size);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open() throws IOException {
    int descriptor = Kernel.create();
    try {
      // A second descriptor of the same file; the first one has done its duty.
      return FileChannel.open(
          Path.of("/proc/self/fd/" + descriptor),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
    } finally {
      Kernel.close(descriptor);
    }
  }

  /** Length of the file. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Some of its bytes, to be written to a channel. Holds a reference until it is released.
   *
   * @param offsetBytes where it begins
   * @param lengthBytes how long it is, within the file
   */
  public FileRegion region(long offsetBytes, long lengthBytes) {
    return new Region(retain(), offsetBytes, lengthBytes);
  }

  @Override
  public MemoryFile retain() {
    super.retain();
    return this;
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written through it, so that nothing can be lost.
      throw new IllegalStateException("a file in memory closes", e);
    }
  }

  /** Native transports know regions of this class alone. */
  private static final class Region extends DefaultFileRegion {
    private final MemoryFile file;

    private Region(MemoryFile file, long offsetBytes, long lengthBytes) {
      super(file.channel, offsetBytes, lengthBytes);
      this.file = file;
    }

    @Override
    protected void deallocate() {
      file.release();
    }
  }

  /** What Java has no call for. */
  private static final class Kernel {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CREATE =
        downcall(
            "memfd_create",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
        downcall("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    @SuppressWarnings("restricted") // Both functions exist under these names with these arguments.
    private static MethodHandle downcall(String name, FunctionDescriptor descriptor) {
      MemorySegment address =
          LINKER
              .defaultLookup()
              .find(name)
              .orElseThrow(() -> new UnsupportedOperationException("no " + name + " here"));
      return LINKER.downcallHandle(address, descriptor);
    }

    static int create() throws IOException {
      int descriptor;
      try (Arena arena = Arena.ofConfined()) {
        descriptor = (int) CREATE.invokeExact(arena.allocateFrom("fairlead"), MFD_CLOEXEC);
      } catch (Throwable e) {
        throw new IOException("no file in memory: " + e.getMessage(), e);
      }
      if (descriptor < 0) {
        throw new IOException("no file in memory: refused by the kernel");
      }
      return descriptor;
    }

    static void close(int descriptor) throws IOException {
      try {
        int _ = (int) CLOSE.invokeExact(descriptor);
      } catch (Throwable e) {
        throw new IOException("a descriptor was not closed", e);
      }
    }
  }
}

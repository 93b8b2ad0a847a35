package dev.fairlead.conformance.interop;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/** The library that other programs speak SRT with, asked what it sees of a refusal. */
@SuppressWarnings("restricted") // Calling a library is what this is for.
final class LibSrt {
  /** A connection came about. */
  static final int CONNECTED = 0;

  private static final List<String> NAMES =
      List.of("libsrt-gnutls.so.1.5", "libsrt-openssl.so.1.5", "libsrt.so.1.5");

  private static final int OPTION_PASSPHRASE = 26;
  private static final int OPTION_KEY_LENGTH = 27;
  private static final int OPTION_STREAM_ID = 46;
  private static final int OPTION_TRANSMISSION_TYPE = 50;
  private static final int LIVE = 0;
  private static final int FILE = 1;
  private static final short INET = 2;

  private final Arena arena = Arena.global();
  private final SymbolLookup library;
  private final MethodHandle createSocket;
  private final MethodHandle setFlag;
  private final MethodHandle connect;
  private final MethodHandle rejectReason;
  private final MethodHandle close;

  private LibSrt(SymbolLookup library) {
    this.library = library;
    createSocket = function("srt_create_socket", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    setFlag =
        function(
            "srt_setsockflag",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    connect =
        function(
            "srt_connect",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    rejectReason =
        function(
            "srt_getrejectreason",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    close =
        function("srt_close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    call(function("srt_startup", FunctionDescriptor.of(ValueLayout.JAVA_INT)));
    call(
        function("srt_setloglevel", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)),
        /* critical only */ 2);
  }

  /** Loads it; ends the test when there is none. */
  static LibSrt load() {
    for (String name : NAMES) {
      try {
        return new LibSrt(SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (IllegalArgumentException e) {
        // The next flavour, then.
      }
    }
    String missing = "libsrt 1.5 is not installed (Debian package srt-tools)";
    if ("required".equals(System.getenv("FAIRLEAD_INTEROP"))) {
      throw new AssertionFailedError(missing);
    }
    return Assumptions.abort(missing);
  }

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.find(name).orElseThrow(), descriptor);
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Calls the node in live mode; the reject code, or {@link #CONNECTED}. */
  int codeOfCall(int port, String streamId, String passphrase, int keyBytes) {
    return codeOfCall(port, streamId, passphrase, keyBytes, LIVE);
  }

  /** Calls the node as one that wants to transfer a file. */
  int codeOfFileCall(int port, String streamId) {
    return codeOfCall(port, streamId, "", 0, FILE);
  }

  private int codeOfCall(
      int port, String streamId, String passphrase, int keyBytes, int transmission) {
    int socket = (int) call(createSocket);
    try {
      setNumber(socket, OPTION_TRANSMISSION_TYPE, transmission);
      if (!streamId.isEmpty()) {
        setText(socket, OPTION_STREAM_ID, streamId);
      }
      if (!passphrase.isEmpty()) {
        setText(socket, OPTION_PASSPHRASE, passphrase);
        setNumber(socket, OPTION_KEY_LENGTH, keyBytes);
      }
      MemorySegment address = arena.allocate(16, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, INET);
      address.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) port));
      address.set(ValueLayout.JAVA_INT, 4, Integer.reverseBytes(0x7F00_0001));
      int status = (int) call(connect, socket, address, 16);
      return status == 0 ? CONNECTED : (int) call(rejectReason, socket);
    } finally {
      call(close, socket);
    }
  }

  private void setNumber(int socket, int option, int value) {
    MemorySegment bytes = arena.allocate(ValueLayout.JAVA_INT);
    bytes.set(ValueLayout.JAVA_INT, 0, value);
    set(socket, option, bytes, 4);
  }

  private void setText(int socket, int option, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    set(socket, option, arena.allocateFrom(value), text.length);
  }

  private void set(int socket, int option, MemorySegment bytes, int lengthBytes) {
    if ((int) call(setFlag, socket, option, bytes, lengthBytes) != 0) {
      throw new AssertionError("libsrt refuses option " + option);
    }
  }
}
